// Messages on their way: shown at once, sent one after the other, kept until they have arrived.

const ANSWER_WITHIN = 20_000

export class Outbox {
  /**
   * @param {object} page
   * @param {HTMLTemplateElement} page.template a message on its way
   * @param {import("./list.js").List} page.list
   * @param {import("./place.js").Place} page.place
   * @param {object} page.words
   * @param {import("./kept.js").Kept} page.kept
   * @param {() => HTMLFormElement} page.form the composer as it is now
   * @param {(html: string) => void} page.refused shows the composer that the server sends back
   * @param {(html: string) => void} page.arrived
   */
  constructor(page) {
    Object.assign(this, page)
    this.turn = Promise.resolve()
    for (const item of this.kept.unsent) {
      this.#show(item)
      this.#fail(item, this.words.failed)
    }
  }

  /** Send what the composer holds. */
  send() {
    const body = new FormData(this.form())
    const item = { key: newKey(), text: body.get("text"), for: body.get("for_organisation"), body }
    this.kept.add(item)
    this.place.keep(() => this.#show(item), { follow: true })
    this.#queue(item)
  }

  #queue(item) {
    this.#say(item, "sending", this.words.sending)
    this.turn = this.turn.then(() => this.#deliver(item))
  }

  async #deliver(item) {
    try {
      let response = await this.#post(item)
      if (response.status === 403 && (await this.#renewToken())) response = await this.#post(item)
      if (response.redirected) return this.#fail(item, this.words.signedOut)
      if (response.status === 403) return this.#fail(item, this.words.notAllowed)
      if (!response.ok) return this.#fail(item, this.words.failed)
      const { message, composer } = await response.json()
      this.kept.drop(item)
      this.place.keep(() => {
        if (message) this.arrived(message)
        this.list.release(item.shown)
      })
      if (composer) this.refused(composer)
    } catch {
      this.#fail(item, this.words.failed)
    }
  }

  #post(item) {
    const form = this.form()
    const body = item.body ?? new FormData(form)
    body.set("key", item.key)
    body.set("text", item.text)
    body.set("for_organisation", item.for)
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value)
    return fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body,
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    })
  }

  /** Who signed in again in another tab has a new token, which this page does not know. */
  async #renewToken() {
    const answer = await fetch(location.pathname)
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    const token = page.querySelector("[data-composer] [name=csrfmiddlewaretoken]")
    if (token) this.form().elements.csrfmiddlewaretoken.value = token.value
    return Boolean(token)
  }

  #show(item) {
    const copy = this.template.content.cloneNode(true)
    const shown = copy.querySelector("li")
    const state = copy.querySelector("[data-state]")
    shown.querySelector(".app-msg__main").append(state)
    shown.querySelector(".app-msg__text").textContent = item.text
    const speaking = this.form().elements.for_organisation
    const organisation = shown.querySelector(".app-msg__for")
    if (organisation && speaking?.options) {
      const [chosen] = speaking.selectedOptions
      organisation.textContent = chosen?.value ? chosen.text : ""
    }
    state.querySelector("button").addEventListener("click", () => this.#queue(item))
    item.shown = shown
    this.list.hold(shown)
  }

  #fail(item, says) {
    this.#say(item, "failed", says)
  }

  #say(item, state, says) {
    const { shown } = item
    shown.classList.toggle("app-msg--sending", state === "sending")
    shown.classList.toggle("app-msg--failed", state === "failed")
    shown.querySelector("[data-says]").textContent = says
    shown.querySelector("[data-state] button").hidden = state !== "failed"
  }
}

/** As secure as a UUID, and there without HTTPS too. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}
