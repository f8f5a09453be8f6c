// The messages on a page, in the order of their numbers, each day under its rule.

const GOES_ON = 5 * 60 * 1000

export class List {
  /**
   * @param {HTMLElement} root holds the lists, each with its day, and the rules between them
   * @param {{today: string, yesterday: string}} words
   */
  constructor(root, words) {
    this.root = root
    this.words = words
  }

  get messages() {
    return [...this.root.querySelectorAll("[data-n]")]
  }

  get last() {
    return Number(this.messages.at(-1)?.dataset.n ?? 0)
  }

  /**
   * Bring a message to the version that its fragment has.
   *
   * @param {string} html the fragment, drawn and sanitised by the server
   * @returns {HTMLElement|null} the message if it is new on the page
   */
  put(html) {
    const message = parse(html)
    const known = this.find(message.dataset.uid)
    if (known) {
      if (Number(known.dataset.version) < Number(message.dataset.version)) renew(known, message)
      return null
    }
    const before = this.messages.findLast((each) => Number(each.dataset.n) < Number(message.dataset.n))
    if (!before) return null
    const day = message.querySelector("time").dateTime.slice(0, 10)
    if (before.parentElement.dataset.day === day) before.after(message)
    else this.#dayAfter(before.parentElement, day).prepend(message)
    return message
  }

  /** Show what has no number yet below everything. */
  hold(message) {
    const end = [...this.root.querySelectorAll(".app-msgs")].at(-1)
    const list = end.dataset.day === today() ? end : this.#dayAfter(end, today())
    message.classList.toggle("app-msg--follows", goesOn(message, list.lastElementChild))
    list.append(message)
  }

  /** Take away what was held; a day that held nothing else goes with it. */
  release(message) {
    const list = message.parentElement
    message.remove()
    if (list.children.length) return
    list.previousElementSibling.remove()
    list.remove()
  }

  /** The message is no more: its place and number stay. */
  blank(uid, says) {
    const text = this.find(uid)?.querySelector(".app-msg__text")
    if (!text) return
    const gone = document.createElement("p")
    gone.className = "app-msg__gone"
    gone.textContent = says
    text.replaceChildren(gone)
  }

  focus(uid) {
    const message = this.find(uid)
    if (!message) return
    message.tabIndex = -1
    message.focus({ preventScroll: true })
  }

  find(uid) {
    return this.root.querySelector(`[data-uid="${CSS.escape(uid)}"]`)
  }

  #dayAfter(list, day) {
    const next = list.nextElementSibling?.nextElementSibling
    if (next?.dataset.day === day) return next
    const rule = document.createElement("h2")
    rule.className = "app-daterule"
    const added = document.createElement("ol")
    added.className = "app-msgs"
    added.dataset.day = day
    added.dataset.begins = ""
    list.after(rule, added)
    this.#nameDays()
    return added
  }

  /** A page may stay open past midnight. */
  #nameDays() {
    for (const list of this.root.querySelectorAll("[data-begins]")) {
      let rule = list.previousElementSibling
      if (rule.classList.contains("app-daterule--new")) rule = rule.previousElementSibling
      rule.textContent = this.#name(list.dataset.day)
    }
  }

  #name(day) {
    if (day === today()) return this.words.today
    if (day === today(-1)) return this.words.yesterday
    const parts = { weekday: "long", day: "numeric", month: "long", year: "numeric" }
    const format = new Intl.DateTimeFormat("en-GB", { ...parts, timeZone: "UTC" })
    return format.format(new Date(day)).replace(",", "")
  }
}

/** A newer version takes the place of a message. Who is at its button stays there. */
function renew(known, message) {
  const hasFocus = known.contains(document.activeElement)
  known.replaceWith(message)
  if (hasFocus) message.querySelector("[data-more]").focus({ preventScroll: true })
}

/** Whether a message of now goes on from another: the server decides in the end. */
function goesOn(message, from) {
  if (from?.dataset.by !== message.dataset.by) return false
  const organisation = (of) => of.querySelector(".app-msg__for:not([hidden])")?.textContent
  const at = from.querySelector("time")?.dateTime
  return organisation(from) === organisation(message) && (!at || Date.now() - new Date(at) < GOES_ON)
}

export function parse(html) {
  const template = document.createElement("template")
  template.innerHTML = html
  return template.content.querySelector("li")
}

/** A day in London as the server writes it: today, or some days from it. */
function today(offset = 0) {
  const at = new Date(Date.now() + offset * 24 * 3600 * 1000)
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/London" }).format(at)
}
