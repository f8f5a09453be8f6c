// As one types "@" and a name, those who take part are offered. Without this the name is typed whole.
import { asMe } from "../../collab/base/ui/scripts/post.js"

const WAIT = 150
const BEGUN = /(?:^|[\s([{"“‘*_])@([\p{L}][\p{L}’'.-]*(?: [\p{L}’'.-]*){0,3})$/u

/** Let each text in which people can be named offer them. */
export function mentions(root = document) {
  root.querySelectorAll("textarea[data-names]").forEach((area, n) => new Offer(area, n))
}

class Offer {
  constructor(area, n) {
    this.area = area
    this.list = document.createElement("ul")
    this.list.id = `offered-${n}`
    this.list.className = "app-offered"
    this.list.setAttribute("role", "listbox")
    this.list.setAttribute("aria-label", area.dataset.offers)
    this.list.hidden = true
    area.before(this.list)
    area.setAttribute("aria-autocomplete", "list")
    area.setAttribute("aria-controls", this.list.id)
    area.addEventListener("input", () => this.look())
    area.addEventListener("blur", () => setTimeout(() => this.end(), WAIT))
    // Before the composer takes Enter.
    area.addEventListener("keydown", (event) => this.press(event), { capture: true })
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault()
      const option = event.target.closest("[role=option]")
      if (option) this.take(option.dataset.name)
    })
  }

  get begun() {
    return BEGUN.exec(this.area.value.slice(0, this.area.selectionStart))?.[1]
  }

  look() {
    clearTimeout(this.timer)
    const asked = this.begun
    if (!asked) return this.end()
    this.timer = setTimeout(() => this.ask(asked), WAIT)
  }

  async ask(asked) {
    const address = `${this.area.dataset.names}?${new URLSearchParams({ q: asked })}`
    const answer = await fetch(address, { headers: asMe }).catch(() => null)
    if (!answer?.ok || asked !== this.begun) return
    this.show((await answer.json()).people)
  }

  show(people) {
    this.list.replaceChildren(...people.map((person, n) => this.option(person, n)))
    this.list.hidden = !people.length
    this.point(people.length ? 0 : -1)
  }

  option({ name, where }, n) {
    const option = document.createElement("li")
    option.id = `${this.list.id}-${n}`
    option.dataset.name = name
    option.setAttribute("role", "option")
    const by = document.createElement("b")
    by.textContent = name
    option.append(by, where ? ` ${where}` : "")
    return option
  }

  point(n) {
    this.at = n
    const options = [...this.list.children]
    options.forEach((each, index) => each.setAttribute("aria-selected", index === n))
    options[n]?.scrollIntoView({ block: "nearest" })
    if (n < 0) this.area.removeAttribute("aria-activedescendant")
    else this.area.setAttribute("aria-activedescendant", options[n].id)
  }

  press(event) {
    if (this.list.hidden || event.isComposing) return
    const options = this.list.children
    const taken = {
      ArrowDown: () => this.point((this.at + 1) % options.length),
      ArrowUp: () => this.point((this.at - 1 + options.length) % options.length),
      Enter: () => this.take(options[this.at].dataset.name),
      Tab: () => this.take(options[this.at].dataset.name),
      Escape: () => this.end(),
    }[event.key]
    if (!taken || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    event.stopImmediatePropagation()
    taken()
  }

  take(name) {
    const end = this.area.selectionStart
    const start = end - this.begun.length
    this.area.setRangeText(`${name} `, start, end, "end")
    this.end()
    this.area.focus()
    this.area.dispatchEvent(new Event("input", { bubbles: true }))
  }

  end() {
    clearTimeout(this.timer)
    if (!this.list.hidden) this.show([])
  }
}
