// What somebody has typed into a form and not sent, kept while they sign in again or go elsewhere.
import { Draft, store, stored } from "../../../drafts/scripts/drafts.js"

const SENT = "form:sent"
const WRITTEN = "textarea, select, input:is([type=text], [type=radio], [data-kept-with])"

/** Keep what is typed into the forms that kept.html stands in. */
export function keptForms() {
  const saved = whatWasSaved()
  for (const form of document.querySelectorAll("form[data-kept]")) new KeptForm(form)
  if (saved) new Draft({ ...saved, now: () => null, tell: () => {} }).write(null)
}

/**
 * A form that was taken leads to another page. One that was not is answered at its own address, or
 * with sign-in.
 */
function whatWasSaved() {
  const sent = stored(SENT)
  store(SENT, null)
  const [visit] = performance.getEntriesByType("navigation")
  const leads = visit?.redirectCount && !location.pathname.startsWith("/accounts/")
  return sent && leads && location.pathname !== sent.place ? sent : null
}

class KeptForm {
  constructor(form) {
    this.form = form
    this.says = form.querySelector("[data-kept-says]")
    this.here = form.querySelector("[data-kept-here]")
    const of = { person: form.dataset.kept, place: new URL(form.action).pathname }
    this.fresh = this.values()
    this.draft = new Draft({
      ...of,
      now: () => (this.isFresh() ? null : this.values()),
      tell: (says) => this.tell(says),
    })
    this.restore()
    form.addEventListener("input", () => this.keep())
    form.addEventListener("submit", () => {
      store(SENT, of)
      this.draft.hold()
    })
    form.querySelector("[data-kept-drop]").addEventListener("click", () => this.drop())
  }

  get fields() {
    return [...this.form.querySelectorAll(WRITTEN)]
  }

  values() {
    const written = this.fields.filter(({ type, checked }) => type !== "radio" || checked)
    return Object.fromEntries(written.map(({ name, value }) => [name, value]))
  }

  /** What the server shows after an answer is newer than what was kept, until somebody types on
   * and then has the same answer once more: by reloading it, or by going back to it. */
  async restore() {
    const [visit] = performance.getEntriesByType("navigation")
    if (this.form.dataset.keptSent !== undefined && visit?.type === "navigate") {
      this.keep()
      return
    }
    if (this.draft.fields) this.show(this.draft.fields)
    const shown = this.values()
    const newer = await this.draft.newer()
    if (newer && same(shown, this.values())) this.show(newer.fields ?? this.fresh)
  }

  show(values) {
    this.put(values)
    this.says.hidden = this.isFresh()
  }

  put(values) {
    for (const field of this.fields) {
      if (field.type === "radio") field.checked = field.value === values[field.name]
      else if (field.name in values && offers(field, values[field.name])) {
        field.value = values[field.name]
      }
    }
  }

  isFresh() {
    return same(this.values(), this.fresh)
  }

  keep() {
    const sent = this.form.dataset.keptSent !== undefined
    this.draft.write(sent || !this.isFresh() ? this.values() : null)
  }

  /** Why it is kept in this browser only, if it is. */
  tell(says) {
    this.here.textContent = says ?? this.here.dataset.failed
    this.here.hidden = says === ""
  }

  drop() {
    this.put(this.fresh)
    this.draft.write(null)
    this.says.hidden = true
    const [first] = this.fields
    first.focus()
    for (const field of this.fields) field.dispatchEvent(new Event("input", { bubbles: true }))
  }
}

function same(some, others) {
  return JSON.stringify(some) === JSON.stringify(others)
}

function offers(field, value) {
  return field.tagName !== "SELECT" || [...field.options].some((option) => option.value === value)
}
