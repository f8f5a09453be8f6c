// Where in a discussion somebody is: what arrives never moves what they read.
import { post } from "../../collab/base/ui/scripts/post.js"

const SEEN_AFTER = 1000

export class Place {
  /**
   * @param {object} page
   * @param {HTMLElement} page.dock stands over the bottom of the window
   * @param {HTMLFormElement} page.seen remembers how far somebody has read
   * @param {import("./list.js").List} page.list
   * @param {object} page.words
   */
  constructor({ dock, seen, list, words }) {
    Object.assign(this, { dock, seen, list, words })
    this.jump = dock.querySelector("[data-jump]")
    this.unseen = []
    this.marked = 0
    this.jump.addEventListener("click", () => this.#goToUnseen())
    for (const moved of ["scroll", "resize", "focus"]) {
      addEventListener(moved, () => this.look(), { passive: true })
    }
    document.addEventListener("visibilitychange", () => this.look())
    new ResizeObserver(() => this.#makeRoom()).observe(dock)
    this.look()
  }

  /** The dock grows over what is above it: who is at the end stays there, and what has the focus
   * is scrolled to where it can be seen. */
  #makeRoom() {
    document.documentElement.style.scrollPaddingBottom = `${this.dock.offsetHeight + 8}px`
    if (this.ended) this.toEnd()
    this.look()
  }

  /** Whether the end of the messages is in view, not under the dock. */
  get atEnd() {
    if (document.hidden) return false
    const end = this.list.root.getBoundingClientRect().bottom
    return end <= this.dock.getBoundingClientRect().top + 24
  }

  /** Make a change at the end. Who is at the end stays there; all others see nothing move. */
  keep(change, { follow = this.atEnd } = {}) {
    change()
    if (follow) this.toEnd()
    this.look()
  }

  toEnd() {
    const under = this.list.root.getBoundingClientRect().bottom - this.dock.getBoundingClientRect().top
    if (under > 0) scrollBy({ top: under + 8, behavior: "instant" })
  }

  /** A message arrived where it is not seen: the button's number says so. */
  arrived(message) {
    this.unseen.push(message)
    this.#count()
  }

  /** The list was read afresh: what waited to be seen is in it. */
  renew() {
    this.unseen = this.unseen.map((message) => this.list.find(message.dataset.uid) ?? message)
  }

  /** Look where the reader is now. */
  look() {
    this.ended = this.atEnd
    if (!this.ended) return
    this.unseen = this.unseen.filter((message) => !message.isConnected)
    this.#count()
    if (this.list.last > this.marked) {
      this.marked = this.list.last
      setTimeout(() => this.#mark(), SEEN_AFTER)
    }
  }

  #count() {
    const n = this.unseen.length
    const { one, many } = this.words
    this.jump.hidden = n === 0
    this.jump.querySelector("[data-jump-label]").textContent =
      n === 1 ? one : many.replace("{n}", n)
  }

  #goToUnseen() {
    const [first] = this.unseen
    if (!first) return
    if (!first.isConnected) {
      location.assign(first.querySelector(".app-msg__at a").href)
      return
    }
    this.toEnd()
    if (first.getBoundingClientRect().top < 0) first.scrollIntoView({ block: "start" })
    this.list.focus(first.dataset.uid)
    this.unseen = []
    this.#count()
  }

  #mark() {
    const body = new FormData(this.seen)
    body.set("n", this.marked)
    post(this.seen.action, body, { keepalive: true }).catch(() => {
      this.marked = 0
    })
  }
}
