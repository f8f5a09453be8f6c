// What somebody has typed in a discussion and not sent, and what they sent and has not arrived.
import { Draft, store, stored } from "../../collab/base/drafts/scripts/drafts.js"

export class Kept {
  /**
   * @param {string} person
   * @param {string} place the address that messages are sent to
   * @param {string} discussion
   * @param {(says: string) => void} tell
   */
  constructor(person, place, discussion, tell) {
    const now = () => (this.typed ? { text: this.typed } : null)
    this.typing = new Draft({ person, place, now, tell })
    this.typed = this.draft
    this.place = `writing:${person}:${discussion}`
    this.unsent = stored(this.place)?.unsent ?? []
  }

  get draft() {
    return this.typing.fields?.text ?? ""
  }

  /** Which draft the server has of it; empty for none. */
  get saved() {
    return this.typing.kept?.saved ?? ""
  }

  write(draft) {
    this.typed = draft
    this.typing.write(draft ? { text: draft } : null)
  }

  /** What was typed here in another browser since; null for nothing newer. What is being sent from
   * here is not, nor what arrived meanwhile: the server had not heard so. */
  async newer() {
    const before = [...this.unsent]
    const newer = await this.typing.newer()
    const text = newer?.fields?.text ?? ""
    const sent = [...before, ...this.unsent]
    if (text && sent.some((item) => item.text === text || item.draft === this.saved)) {
      this.write("")
      return null
    }
    return newer && text
  }

  add(item) {
    this.unsent.push(item)
    this.keep()
  }

  drop(item) {
    this.unsent = this.unsent.filter((each) => each !== item)
    this.keep()
  }

  /** Whether something is still to be sent: who signs out takes it back. */
  has(item) {
    return this.unsent.includes(item)
  }

  keep() {
    const names = ["key", "at", "text", "draft", "for", "quotes", "files", "lost"]
    const unsent = this.unsent.map((item) =>
      Object.fromEntries(names.map((name) => [name, item[name]])),
    )
    store(this.place, unsent.length ? { unsent } : null)
  }
}
