// What somebody has typed into a form and not sent, kept while they sign in again.

const SENT = "form:sent"
const WRITTEN = "textarea, select, input:is([type=text], [type=radio], [data-kept-with])"

/** Keep what is typed into the forms that kept.html stands in. */
export function keptForms() {
  forgetSaved()
  for (const form of document.querySelectorAll("form[data-kept]")) new KeptForm(form)
}

/**
 * A form that was taken leads to another page. One that was not is answered at its own address, or
 * with sign-in.
 */
function forgetSaved() {
  const sent = read(SENT)
  write(SENT, null)
  const [visit] = performance.getEntriesByType("navigation")
  const leads = visit?.redirectCount && !location.pathname.startsWith("/accounts/")
  if (sent && leads && location.pathname !== sent.address) write(sent.place, null)
}

class KeptForm {
  /** It is kept for the tab alone and under the person's name, as messages are. */
  constructor(form) {
    this.form = form
    this.says = form.querySelector("[data-kept-says]")
    const address = new URL(form.action).pathname
    this.place = `form:${form.dataset.kept}:${address}`
    this.fresh = this.values()
    this.restore()
    form.addEventListener("input", () => this.keep())
    form.addEventListener("submit", () => write(SENT, { place: this.place, address }))
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
  restore() {
    const kept = read(this.place)
    const [visit] = performance.getEntriesByType("navigation")
    if (this.form.dataset.keptSent !== undefined && visit?.type === "navigate") this.keep()
    else if (kept) {
      this.put(kept)
      this.says.hidden = this.isFresh()
    }
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
    return JSON.stringify(this.values()) === JSON.stringify(this.fresh)
  }

  keep() {
    const sent = this.form.dataset.keptSent !== undefined
    write(this.place, sent || !this.isFresh() ? this.values() : null)
  }

  drop() {
    this.put(this.fresh)
    write(this.place, null)
    this.says.hidden = true
    const [first] = this.fields
    first.focus()
    for (const field of this.fields) field.dispatchEvent(new Event("input", { bubbles: true }))
  }
}

function offers(field, value) {
  return field.tagName !== "SELECT" || [...field.options].some((option) => option.value === value)
}

function read(place) {
  try {
    return JSON.parse(sessionStorage.getItem(place))
  } catch {
    return null
  }
}

/** Storage can be full or switched off; then nothing is kept. */
function write(place, value) {
  try {
    if (value) sessionStorage.setItem(place, JSON.stringify(value))
    else sessionStorage.removeItem(place)
  } catch {
    // Nothing to do.
  }
}
