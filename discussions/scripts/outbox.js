// Messages on their way: shown at once, sent one after the other, kept until they have arrived.
import { choose, chosenIn } from "../../collab/base/files/scripts/files.js"
import { goOn, state } from "../../collab/base/live/scripts/live.js"
import { post } from "../../collab/base/ui/scripts/post.js"
import { parse } from "./list.js"

const ANSWER_WITHIN = 20_000
/** The server knows a key for seven days. What is older is sent again by its writer alone. */
const KEY_LASTS = 6 * 24 * 3600_000

export class Outbox {
  /**
   * @param {object} page
   * @param {HTMLTemplateElement} page.template a message on its way
   * @param {import("./list.js").List} page.list
   * @param {import("./place.js").Place} page.place
   * @param {object} page.words
   * @param {import("./kept.js").Kept} page.kept
   * @param {import("./composer.js").Composer} page.composer
   * @param {(html: string) => void} page.arrived
   */
  constructor(page) {
    Object.assign(this, page)
    this.turn = Promise.resolve()
    this.unanswered = new Set()
    for (const item of this.kept.unsent) {
      this.#show(item)
      if (item.lost && Date.now() - item.at < KEY_LASTS) this.#lose(item)
      else this.#fail(item, this.words.failed)
    }
    document.addEventListener("live:state", ({ detail }) => detail === "live" && this.settled())
    document.addEventListener("drafts:cleared", () => this.#forget())
  }

  /** Send what the composer held. */
  send(body) {
    const item = {
      key: newKey(),
      at: Date.now(),
      text: body.get("text"),
      draft: body.get("draft"),
      for: body.get("for_organisation"),
      quotes: body.get("quotes"),
      files: chosenIn(body),
      body,
    }
    this.kept.add(item)
    const show = () => {
      this.#show(item)
      this.#queue(item)
    }
    this.place.keep(show, { follow: true })
  }

  /** Nothing is on its way any more. What got no answer is sent again: its key makes that safe,
   * whether the server has it already or not. */
  async settled() {
    await this.turn
    this.unanswered.forEach((item) => this.#queue(item))
    await this.turn
  }

  /** Until it is refused it may arrive, even if this page does not live to hear so. */
  #queue(item) {
    const mayBeThere = this.unanswered.delete(item)
    item.lost = true
    this.kept.keep()
    this.#say(item, "sending", this.words.sending)
    this.turn = this.turn.then(() => this.#deliver(item, mayBeThere))
  }

  async #deliver(item, mayBeThere) {
    if (!this.kept.has(item)) return
    const leaves = navigator.onLine
    try {
      const response = await this.#post(item)
      const taken = response.ok && !response.redirected
      const { message, composer } = taken ? await response.json() : {}
      if (!this.kept.has(item)) return
      if (response.status >= 500) {
        this.#lose(item)
        this.#comeBack(response)
        return
      }
      if (!taken && mayBeThere) return this.#lose(item, { says: this.#why(response) })
      if (!taken) return this.#fail(item, this.#why(response))
      goOn()
      this.kept.drop(item)
      const hasFocus = item.shown === document.activeElement
      this.place.keep(() => {
        if (message) this.arrived(message)
        this.list.release(item.shown)
      })
      if (hasFocus && message) this.list.focus(parse(message).dataset.uid)
      if (composer) this.composer.takeBack(composer)
    } catch {
      if (this.kept.has(item)) this.#lose(item, { leaves })
    }
  }

  /** The server is away for a while, says so, and says when to try again. */
  #comeBack(response) {
    const seconds = Number(response.headers.get("Retry-After"))
    if (!seconds) return
    clearTimeout(this.coming)
    this.coming = setTimeout(() => this.settled(), seconds * 1000)
  }

  #post(item) {
    const form = this.composer.form
    const body = item.body ?? this.#written(form, item)
    body.set("key", item.key)
    body.set("text", item.text)
    body.set("draft", item.draft ?? "")
    body.set("for_organisation", item.for)
    body.set("quotes", item.quotes ?? "")
    return post(form.action, body, {
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    })
  }

  /** What was sent from an earlier load of this page, as its form sends it. */
  #written(form, item) {
    const body = new FormData(form)
    for (const name of ["waiting", "attach", "files"]) body.delete(name)
    choose(body, item.files ?? [])
    return body
  }

  #show(item) {
    const copy = this.template.content.cloneNode(true)
    const shown = copy.querySelector("li")
    const state = copy.querySelector("[data-state]")
    shown.querySelector(".app-msg__main").append(state)
    shown.querySelector(".app-msg__text").textContent = item.text
    const speaking = this.composer.form.elements.for_organisation
    const organisation = shown.querySelector(".app-msg__for")
    if (organisation && speaking?.options) {
      const chosen = [...speaking.options].find(({ value }) => value === item.for)
      organisation.textContent = chosen?.text ?? ""
      organisation.hidden = !chosen?.value
    }
    state.querySelector("[data-again]").addEventListener("click", () => {
      shown.focus({ preventScroll: true })
      this.#queue(item)
    })
    state.querySelector("[data-change]").addEventListener("click", () => this.#takeBack(item))
    shown.tabIndex = -1
    item.shown = shown
    this.list.hold(shown)
  }

  /** It goes back into the box, to be changed or thrown away. */
  #takeBack(item) {
    this.unanswered.delete(item)
    this.kept.drop(item)
    this.list.release(item.shown)
    this.composer.putBack(item, this.list.find(item.quotes ?? ""))
  }

  /** Who signs out in another tab leaves nothing that could still be sent. */
  #forget() {
    this.unanswered.clear()
    for (const item of this.kept.unsent) this.list.release(item.shown)
    this.kept.unsent = []
  }

  /** Signed out, a page that all may read leads to sign-in, and any other one is missing. */
  #why({ redirected, status }) {
    if (status === 409) return this.words.other
    if (status === 428) return this.words.second
    if (redirected || status === 404 || !status) return this.words.signedOut
    return status === 403 ? this.words.notAllowed : this.words.failed
  }

  /** It got no answer, and may have arrived: whoever changes it now could say it twice. If it did
   * arrive, a page that is live is told. */
  #lose(item, { leaves = true, says = this.words.failed } = {}) {
    this.unanswered.add(item)
    this.#fail(item, says, { lost: true, change: !leaves || state === "live" })
  }

  #fail(item, says, { lost = false, change = true } = {}) {
    item.lost = lost
    this.kept.keep()
    this.#say(item, "failed", says, { change })
  }

  #say(item, stage, says, { change = false } = {}) {
    const { shown } = item
    this.place.keep(() => {
      shown.classList.toggle("app-msg--sending", stage === "sending")
      shown.classList.toggle("app-msg--failed", stage === "failed")
      shown.querySelector("[data-says]").textContent = says
      shown.querySelector("[data-again]").hidden = stage !== "failed"
      shown.querySelector("[data-change]").hidden = !change
    })
  }
}

/** As secure as a UUID, and there without HTTPS too. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}
