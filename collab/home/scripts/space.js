// A space's front page while it is open: what happens is announced, and waits to be shown.
import { watch } from "../../base/live/scripts/live.js"
import { post } from "../../base/ui/scripts/post.js"

const ANSWER_WITHIN = 20_000
/** What changes the page itself: what the space is called, or that it was archived or restored. */
const CHANGED = ["space.described", "space.closed", "space.reopened"]

/** Follow the space on this page, if there is one and its reader is signed in. */
export function space() {
  const root = document.querySelector("[data-space]")
  if (root) new Space(root).follow()
}

class Space {
  constructor(root) {
    this.words = root.dataset
    this.waiting = root.querySelector("[data-waiting]")
    this.days = root.querySelector("[data-days]")
    this.seen = root.querySelector("[data-seen]")
    this.shown = Number(root.dataset.head)
    this.news = []
    this.marked = -1
    document.addEventListener("visibilitychange", () => this.markSeen())
    document.addEventListener("live:state", ({ detail }) => detail === "live" && this.tell())
    this.waiting.addEventListener("click", (event) => {
      const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey
      if (elsewhere || this.waiting.dataset.elsewhere !== undefined) return
      event.preventDefault()
      this.showing ??= this.show().finally(() => (this.showing = null))
    })
  }

  follow() {
    this.markSeen()
    const { stream, epoch } = this.words
    watch({
      stream,
      epoch,
      after: this.shown,
      onEvent: (event) => this.take(event),
      onReset: ({ epoch, head }) => {
        this.lead(this.words.missed)
        return { epoch, after: head }
      },
      onClosed: () => this.lead(this.words.closed),
    })
  }

  /** A headline waits; a discussion that has left the space is listed no more. */
  take(event) {
    if (event.headline) this.hear(event)
    if (CHANGED.includes(event.kind)) this.lead(this.words.changed)
    if (event.kind === "thread.left") this.drop(event.subject.split(":")[1])
  }

  drop(uid) {
    const links = [...this.days.querySelectorAll("[data-seq] a[href]")]
    const left = links.filter((link) => link.pathname === `/d/${uid}`)
    for (const link of left) link.closest("[data-seq]").remove()
    this.news = this.news.filter(({ subject }) => subject !== `thread:${uid}`)
    this.tell()
  }

  hear({ seq, subject }) {
    if (seq <= this.shown || this.waiting.dataset.elsewhere !== undefined) return
    this.news.push({ seq, subject })
    this.tell()
  }

  /** How much waits. Nothing that somebody reads moves. */
  tell() {
    if (this.waiting.dataset.elsewhere !== undefined) return
    const n = this.news.length
    this.waiting.hidden = n === 0
    this.waiting.textContent = n === 1 ? this.words.one : this.words.many.replace("{n}", n)
  }

  /** There is more to see than can be put in place: the link opens the page afresh. */
  lead(words) {
    this.waiting.dataset.elsewhere = ""
    this.waiting.textContent = words
    this.waiting.hidden = false
  }

  async show() {
    const last = Math.max(...this.news.map(({ seq }) => seq))
    const answer = await fetch(`${this.words.rows}?after=${this.shown}`, {
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    }).catch(() => null)
    if (!answer) {
      this.waiting.textContent = this.words.offline
      return
    }
    if (!answer.ok || answer.redirected) {
      location.assign(this.waiting.href)
      return
    }
    const first = this.put(await answer.text())
    const seqs = [...this.days.querySelectorAll("[data-seq]")].map((row) => Number(row.dataset.seq))
    this.shown = Math.max(last, ...seqs)
    this.news = this.news.filter(({ seq }) => seq > this.shown)
    this.tell()
    first?.focus()
    this.markSeen()
  }

  /** Put rows above the others, each under the rule of its day. Returns the first one's link. */
  put(html) {
    const fresh = document.createElement("template")
    fresh.innerHTML = html
    this.days.querySelector("[data-empty]")?.remove()
    const oldestFirst = [...fresh.content.querySelectorAll("[data-day]")].reverse()
    for (const day of oldestFirst) {
      const there = this.days.querySelector(`[data-day="${day.dataset.day}"]`)
      if (there) there.querySelector("ol").prepend(...day.querySelectorAll("li"))
      else this.days.prepend(day)
    }
    return oldestFirst.length ? this.days.querySelector("li a") : null
  }

  /** What is shown is read once somebody can see it: not in a tab behind others. */
  async markSeen() {
    if (document.hidden || this.marked >= this.shown) return
    this.marked = this.shown
    const read = new FormData(this.seen)
    read.delete("next")
    read.set("n", this.shown)
    const answer = await post(this.seen.action, read).catch(() => null)
    if (answer?.ok) this.seen.hidden = true
    else this.marked = -1
  }
}
