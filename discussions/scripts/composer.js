// The box in which somebody writes.
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
      event.preventDefault()
      this.submit()
    })
    dock.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
      if (event.target !== this.text) return
      event.preventDefault()
      this.submit()
    })
    // On a phone the box closes when it loses focus: nothing may move away from under a finger.
    dock.addEventListener("mousedown", (event) => {
      if (this.dock.contains(document.activeElement) && event.target.closest("a, button")) {
        event.preventDefault()
      }
    })
    dock.addEventListener("input", () => {
      kept.write(this.text.value)
      this.says.textContent = ""
    })
    this.empty = this.form.cloneNode(true)
    this.type(this.text.value || kept.draft)
    dock.querySelector("[data-keys]").hidden = false
  }

  get form() {
    return this.dock.querySelector("[data-composer]")
  }

  get text() {
    return this.form.elements.text
  }

  /** Put a text back that was sent before, above what was typed since. */
  putBack(text) {
    this.type([text, this.text.value].filter(Boolean).join("\n\n"))
    this.text.focus()
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
    if (this.form.querySelector(".nhsuk-error-message")) {
      this.replace(this.empty.cloneNode(true))
      this.form.elements.for_organisation.value = body.get("for_organisation")
    }
    this.type("")
    this.form.querySelector("[data-preview-write]").click()
    this.send(body)
  }

  /** The server asks for a change: the form comes back with its text and what is wrong. */
  takeBack(html) {
    const typedSince = this.text.value
    const holder = document.createElement("template")
    holder.innerHTML = html
    this.replace(holder.content.querySelector("[data-composer]"))
    const refused = this.text.value
    this.type(typedSince)
    this.putBack(refused)
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
