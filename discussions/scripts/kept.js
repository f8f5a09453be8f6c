// What somebody has typed and not sent, kept through a reload and a lost connection.

export class Kept {
  /**
   * It is kept for the tab alone and under the person's name: on a ward several people use one
   * computer, and none of them finds another's words.
   *
   * @param {string} person
   * @param {string} discussion
   */
  constructor(person, discussion) {
    this.place = `writing:${person}:${discussion}`
    this.items = []
    let kept = {}
    try {
      kept = JSON.parse(sessionStorage.getItem(this.place)) ?? {}
    } catch {
      // Storage can be switched off; then nothing is kept.
    }
    this.draft = kept.draft ?? ""
    this.unsent = kept.unsent ?? []
  }

  write(draft) {
    this.draft = draft
    this.keep()
  }

  add(item) {
    this.unsent.push(item)
    this.keep()
  }

  drop(item) {
    this.unsent = this.unsent.filter((each) => each !== item)
    this.keep()
  }

  keep() {
    const unsent = this.unsent.map(({ key, text, for: organisation, lost }) => ({
      key,
      text,
      for: organisation,
      lost,
    }))
    try {
      if (this.draft || unsent.length) {
        sessionStorage.setItem(this.place, JSON.stringify({ draft: this.draft, unsent }))
      } else sessionStorage.removeItem(this.place)
    } catch {
      // Full, or switched off.
    }
  }
}
