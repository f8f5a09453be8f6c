// The box in which somebody writes.
import { chosenIn, restore } from "../../collab/base/files/scripts/files.js"
import { read } from "../../collab/base/live/scripts/read.js"
import { previews } from "../../collab/base/ui/components/preview/preview.js"
import { autogrow } from "../../collab/base/ui/scripts/autogrow.js"

export class Composer {
  /**
   * @param {object} page
   * @param {HTMLElement} page.dock holds the composer's form, which the server may replace
   * @param {import("./kept.js").Kept} page.kept
   * @param {{empty: string}} page.words
   * @param {(body: FormData) => void} page.send
   */
  constructor({ dock, kept, words, send }) {
    Object.assign(this, { dock, kept, words, send })
    this.says = dock.querySelector("[data-dock-says]")
    dock.addEventListener("submit", (event) => {
      if (event.target !== this.form) return
      event.preventDefault()
      this.submit()
    })
    dock.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
      if (event.target !== this.text) return
      event.preventDefault()
      this.form.requestSubmit()
    })
    // On a phone the box closes when it loses focus: nothing may move away from under a finger.
    dock.addEventListener("mousedown", (event) => {
      if (this.dock.contains(document.activeElement) && event.target.closest("a, button")) {
        event.preventDefault()
      }
    })
    dock.addEventListener("click", (event) => {
      if (!event.target.closest("[data-quoting-drop]")) return
      event.preventDefault()
      this.quote(null)
      this.text.focus()
    })
    dock.addEventListener("input", () => {
      if (this.text.value !== kept.typed) kept.write(this.text.value)
      this.says.textContent = ""
    })
    this.empty = this.form.cloneNode(true)
    for (const row of this.empty.querySelectorAll(".app-attach__row")) row.remove()
    this.empty.querySelector("[data-files] details").open = false
    this.type(this.text.value || kept.draft)
    this.goOn()
    dock.querySelector("[data-keys]").hidden = false
  }

  get form() {
    return this.dock.querySelector("[data-composer]")
  }

  get text() {
    return this.form.elements.text
  }

  get files() {
    return this.form.querySelector("[data-files]")
  }

  /**
   * Quote a message, or none. The server shows it as it is, with the first line of its text.
   *
   * @param {HTMLElement|null} message
   */
  quote(message) {
    const shown = this.form.querySelector("[data-quoting]")
    const words = (part) => message?.querySelector(part)?.textContent.trim() ?? ""
    this.form.elements.quotes.value = message?.dataset.uid ?? ""
    shown.querySelector("[data-quoting-by]").textContent = words(".app-msg__name")
    shown.querySelector("[data-quoting-line]").textContent = words(".app-msg__text")
    shown.hidden = !message
    if (message) this.text.focus()
    return true
  }

  /** Go on with what was typed in another browser, unless something is typed here already. */
  async goOn() {
    const shown = this.text.value
    const newer = await this.kept.newer()
    if (newer !== null && this.text.value === shown) {
      this.kept.typed = newer
      this.type(newer)
    }
  }

  /**
   * Put back what was sent before: its text above what was typed since, its files, for whom it
   * speaks, and what it quotes.
   *
   * @param {object} item
   * @param {HTMLElement|null} quoted the message that it quotes, if it is on this page
   */
  putBack({ text, files = [], for: organisation, quotes }, quoted) {
    this.#putAbove(text)
    restore(files)
    this.form.elements.for_organisation.value = organisation
    if (quoted) this.quote(quoted)
    else if (quotes) this.#quoteFromElsewhere(quotes)
  }

  #putAbove(text) {
    this.type([text, this.text.value].filter(Boolean).join("\n\n"))
    this.text.focus()
  }

  /** Quote a message of another page. If it was removed, the server says so once this is sent. */
  async #quoteFromElsewhere(uid) {
    const { form } = this
    const { quotes } = form.elements
    quotes.value = uid
    const page = await read(`${form.querySelector("[data-quoting-drop]").href}?quote=${uid}`)
    const quoted = page.querySelector("[data-quoting]:not([hidden])")
    if (quoted && quotes.value === uid) form.querySelector("[data-quoting]").replaceWith(quoted)
  }

  /** Put a text into the box, as if it had been typed. */
  type(text) {
    this.text.value = text
    this.text.dispatchEvent(new Event("input", { bubbles: true }))
  }

  submit() {
    if (!this.text.value.trim() || this.text.readOnly) {
      this.says.textContent = this.text.readOnly ? "" : this.words.empty
      this.text.focus()
      return
    }
    const body = new FormData(this.form)
    body.set("draft", this.kept.saved)
    if (this.form.querySelector(".nhsuk-error-message")) {
      this.replace(this.empty.cloneNode(true))
      this.form.elements.for_organisation.value = body.get("for_organisation")
    }
    this.files.replaceWith(this.empty.querySelector("[data-files]").cloneNode(true))
    this.type("")
    this.quote(null)
    this.form.querySelector("[data-preview-write]").click()
    this.send(body)
  }

  /** The server asks for a change: the form comes back with its text and what is wrong. */
  takeBack(html) {
    const typedSince = this.text.value
    const chosenSince = chosenIn(new FormData(this.form))
    const holder = document.createElement("template")
    holder.innerHTML = html
    this.replace(holder.content.querySelector("[data-composer]"))
    const refused = this.text.value
    this.type(typedSince)
    this.#putAbove(refused)
    restore(chosenSince)
  }

  replace(form) {
    this.form.replaceWith(form)
    autogrow(this.dock)
    previews(this.dock)
    this.dock.querySelector("[data-keys]").hidden = false
  }

  /** Nothing can be sent any more; what was written stays, to be copied. */
  close() {
    this.text.readOnly = true
    this.form.querySelector("[type=submit]").disabled = true
  }
}
