// A discussion that is open in a browser: live, and written in without leaving the page.
import { watch } from "../../collab/base/live/scripts/live.js"
import { read } from "../../collab/base/live/scripts/read.js"
import { me } from "../../collab/base/ui/scripts/post.js"
import { Composer } from "./composer.js"
import { options } from "./options.js"
import { Kept } from "./kept.js"
import { List, parse } from "./list.js"
import { Outbox } from "./outbox.js"
import { Place } from "./place.js"

const ANNOUNCE_AFTER = 1000

/** Bring the discussion on this page to life, if there is one and its reader is signed in. */
export function thread() {
  const parts = document.querySelector("[data-thread]")
  const messages = document.querySelector("[data-messages]")
  if (!parts) {
    if (messages) options(messages)
    return
  }
  const page = new Thread(parts)
  page.follow()
}

class Thread {
  constructor(parts) {
    this.words = { ...parts.dataset }
    this.status = parts.querySelector("[role=status]")
    this.closed = parts.querySelector("[data-closed]")
    this.dock = document.querySelector("[data-dock]")
    this.heard = []
    this.list = new List(document.querySelector("[data-messages]"), this.words)
    this.place = new Place({
      dock: this.dock,
      seen: document.querySelector("[data-seen]"),
      list: this.list,
      words: this.words,
    })
    const template = parts.querySelector("template")
    if (template) this.write(template)
    // The list may be read afresh; what stands around it stays.
    options(this.list.root.parentElement, (message) => this.composer?.quote(message) ?? false)
    this.begin()
  }

  /** Begin where the reader left off, if that is not in view. */
  begin() {
    const line = this.list.root.querySelector(".app-daterule--new")
    if (!line || location.hash) return
    if (line.getBoundingClientRect().top > this.dock.getBoundingClientRect().top) {
      line.scrollIntoView({ block: "center" })
    }
  }

  follow() {
    const { stream, epoch, head, focus } = this.list.root.dataset
    this.focus = focus
    this.unwatch = watch({
      stream,
      epoch,
      after: Number(head),
      focus,
      onEvent: (event) => this.hear(event),
      onReset: () => this.readAgain(),
      onClosed: () => this.close(),
    })
  }

  async hear({ kind, subject, within, html, gone }) {
    if (kind === "thread.retitled" && subject === this.focus) return this.retitle()
    if (kind === "thread.left" && subject === this.focus) return this.moveAlong()
    if (kind === "space.closed") return this.archive()
    if (within !== this.focus || !subject.startsWith("message:")) return
    const uid = subject.split(":")[1]
    // What changed elsewhere in the discussion is not new.
    if (kind !== "message.posted" && !this.list.find(uid)) return
    if (gone && !html) this.list.blank(uid, this.words.gone)
    else if (!html) await this.readAgain()
    else {
      // What this page is sending comes as an answer first, and takes its own place.
      if (parse(html).dataset.by === me) await this.outbox?.settled()
      this.receive(html)
    }
  }

  /** A message, from somebody else or confirmed. */
  receive(html) {
    const arriving = parse(html)
    const own = arriving.dataset.by === me
    if (this.list.find(arriving.dataset.uid)) {
      this.place.keep(() => this.list.put(html))
      return
    }
    if (this.list.root.dataset.toTheEnd === "no") {
      if (own) location.assign(arriving.querySelector(".app-msg__at a").href)
      else this.place.arrived(arriving)
      return
    }
    const seen = this.place.atEnd
    let added
    this.place.keep(() => (added = this.list.put(html)))
    if (added && !own) this.tell(added, { seen })
  }

  /** Somebody else's message is on the page: whoever does not see it learns that it is there. */
  tell(message, { seen }) {
    if (!seen) this.place.arrived(message)
    this.announce(message.querySelector(".app-msg__name").textContent)
  }

  /** Say who wrote, once for all that came together. */
  announce(name) {
    this.heard.push(name)
    clearTimeout(this.announcing)
    this.announcing = setTimeout(() => {
      const n = this.heard.length
      this.status.textContent =
        n === 1
          ? this.words.wrote.replace("{name}", this.heard[0])
          : this.words.many.replace("{n}", n)
      this.heard = []
    }, ANNOUNCE_AFTER)
  }

  /** Too much was missed to catch up: take the list as the server has it now. */
  async readAgain() {
    const page = await read(location.href)
    const fresh = page.querySelector("[data-messages]")
    if (!fresh) {
      this.close()
      return null
    }
    this.#bringTo(page)
    const { last } = this.list
    const seen = this.place.atEnd
    const waiting = [...this.list.root.querySelectorAll(".app-msg--sending, .app-msg--failed")]
    this.place.keep(() => {
      this.list.root.replaceWith(fresh)
      this.list.root = fresh
      this.place.renew()
      for (const message of waiting) this.list.hold(message)
    })
    const others = this.list.messages.filter(
      ({ dataset }) => Number(dataset.n) > last && dataset.by !== me,
    )
    for (const message of others) this.tell(message, { seen })
    return { epoch: fresh.dataset.epoch, after: Number(fresh.dataset.head) }
  }

  /** The discussion was moved: go on where it is now, if its reader sees it there. */
  async moveAlong() {
    this.unwatch()
    if (!(await this.readAgain())) return
    this.follow()
    if (!("writes" in this.list.root.dataset)) this.composer?.close()
  }

  /** Its space was archived: nobody writes in it any more. */
  archive() {
    this.composer?.close()
    this.dock.querySelector("[data-dock-says]").textContent = this.words.archived
  }

  async retitle() {
    const page = await read(location.href)
    const title = page.querySelector("[data-title]")
    if (!title) return
    document.title = page.title
    document.querySelector("[data-title]").textContent = title.textContent
  }

  /** What is around the discussion: it may be in another space than when the page was read. */
  #bringTo(page) {
    const { stream, where } = page.querySelector("[data-messages]").dataset
    if (stream === this.list.root.dataset.stream) return
    document.querySelector(".app-crumb").replaceWith(page.querySelector(".app-crumb"))
    const says = this.words.moved.replace("{space}", where)
    document.querySelector("[data-dock-says]").textContent = says
  }

  /** The reader lost sight of the space. */
  close() {
    this.dock.querySelector(".app-dock__state").replaceWith(this.closed)
    this.closed.hidden = false
    this.composer?.close()
  }

  write(template) {
    const kept = new Kept(
      me,
      new URL(this.dock.querySelector("[data-composer]").action).pathname,
      this.list.root.dataset.focus,
      (says) => (this.composer.says.textContent = says ?? this.words.draftFailed),
    )
    this.composer = new Composer({
      dock: this.dock,
      kept,
      words: this.words,
      send: (body) => this.outbox.send(body),
    })
    this.outbox = new Outbox({
      template,
      list: this.list,
      place: this.place,
      words: this.words,
      kept,
      composer: this.composer,
      arrived: (html) => this.receive(html),
    })
  }
}
