// What somebody has typed and not sent: kept in this tab at once, and on the server soon after, so
// that they can go on in another browser. Until they sign out, and for a week at most.
import { asMe, post } from "../../ui/scripts/post.js"

const DRAFT = "draft:"
const WRITING = "writing:"
const SIGNED_OUT = "signed-out"
const SAVE_AFTER = 1000

const drafts = new Set()

export class Draft {
  /**
   * It is kept under the person's name: on a ward several people use one computer, and none of them
   * finds another's words.
   *
   * @param {object} of
   * @param {string} of.person
   * @param {string} of.place the address that it would be sent to
   * @param {() => object|null} of.now what is typed now, by field; null for nothing
   * @param {(says: string|null) => void} of.tell gets why the server has not kept it, null if it
   *   does not say, and nothing once it is kept
   */
  constructor({ person, place, now, tell }) {
    Object.assign(this, { person, place, now, tell })
    this.key = `${DRAFT}${person}:${place}`
    this.kept = stored(this.key)
    this.turn = Promise.resolve()
    drafts.add(this)
    if (this.kept?.unsaved) this.#saveSoon()
  }

  get fields() {
    return this.kept?.fields ?? null
  }

  /**
   * @param {object|null} fields what is typed, by field; null once it was sent or thrown away
   */
  write(fields) {
    if (!fields && !this.kept) return
    this.kept = fields && { fields, saved: this.kept?.saved, unsaved: true }
    store(this.key, this.kept)
    if (fields) this.#saveSoon()
    else this.save()
  }

  /** Send nothing more of it: the form that it stands in is on its way. */
  hold() {
    clearTimeout(this.timer)
    this.timer = undefined
  }

  /** Keep nothing any more in this browser. */
  forget() {
    this.hold()
    this.kept = null
    store(this.key, null)
  }

  /**
   * What was typed in another browser since, or thrown away there.
   *
   * @returns {Promise<{fields: object|null}|null>} null if there is nothing newer
   */
  async newer() {
    if (this.kept?.unsaved) return null
    const before = this.kept
    const address = `/drafts?place=${encodeURIComponent(this.place)}`
    const answer = await fetch(address, { redirect: "manual", headers: asMe }).catch(() => null)
    if (!answer?.ok || this.kept !== before) return null
    const { fields = null, saved } = await answer.json()
    if (saved === before?.saved) return null
    this.kept = fields && { fields, saved }
    store(this.key, this.kept)
    return { fields }
  }

  #saveSoon() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.save(), SAVE_AFTER)
  }

  /** One after the other, so that what was typed last is what stays. */
  save() {
    clearTimeout(this.timer)
    this.timer = undefined
    const kept = this.kept
    const body = new FormData()
    body.set("person", this.person)
    body.set("place", this.place)
    body.set("fields", JSON.stringify(kept?.fields ?? {}))
    this.turn = this.turn.then(async () => {
      const sent = { redirect: "manual", keepalive: document.hidden }
      const answer = await post("/drafts", body, sent).catch(() => null)
      if (!answer) return
      const { saved, says = null } = answer.ok ? await answer.json() : {}
      if (this.kept !== kept) return
      if (kept && saved) {
        this.kept = { fields: kept.fields, saved }
        store(this.key, this.kept)
      }
      this.tell(kept && !saved ? says : "")
    })
  }
}

/** Sign-out clears what is kept in each tab of this browser; the server clears what it has. */
export function clearing() {
  document.addEventListener("submit", ({ target }) => {
    if (!new URL(target.action).pathname.startsWith("/accounts/logout/")) return
    clear()
    try {
      localStorage.setItem(SIGNED_OUT, Date.now())
    } catch {
      // Switched off: then nothing is kept in other tabs either.
    }
  })
  addEventListener("storage", ({ key }) => key === SIGNED_OUT && clear())
  // Whoever goes to sign in from a page that is still open has the words before their eyes.
  document.addEventListener("click", ({ target }) => {
    if (!target.closest?.('a[href*="/accounts/login/"]')) return
    for (const draft of drafts) draft.write(draft.now())
  })
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) return
    for (const draft of drafts) if (draft.timer) draft.save()
  })
}

function clear() {
  for (const draft of drafts) draft.forget()
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(DRAFT) || key.startsWith(WRITING)) sessionStorage.removeItem(key)
    }
  } catch {
    // Switched off.
  }
  document.dispatchEvent(new Event("drafts:cleared"))
}

/** What is kept in this tab under a name; null for nothing. */
export function stored(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key))
  } catch {
    return null
  }
}

/** Storage can be full or switched off; then nothing is kept. */
export function store(key, value) {
  try {
    if (value) sessionStorage.setItem(key, JSON.stringify(value))
    else sessionStorage.removeItem(key)
  } catch {
    // Nothing to do.
  }
}
