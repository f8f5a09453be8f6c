// The desk: what is done about a line is done in place. Without this, the page comes back with it.
import { post } from "../../base/ui/scripts/post.js"
import { notArrived } from "../../base/ui/scripts/unsent.js"

const ANSWER_WITHIN = 20_000

const NOTICE = ".nhsuk-notification-banner"

/** Do things in place on the desk of this page, if there is one. */
export function desk() {
  if (!document.querySelector("[data-desk]")) return
  let busy = false
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-desk-do]")
    if (!form) return
    event.preventDefault()
    if (busy) return
    busy = true
    const answer = await post(form.action, new FormData(form), {
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    }).catch(() => null)
    busy = false
    if (!answer) return notArrived(form, event.submitter)
    const page = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html")
    const there = page && page.querySelector("[data-desk]")
    if (!there) return location.reload()
    if (page.querySelector(NOTICE)) tell(page)
    else replace(there, form.closest("li").id)
  })
}

/** Somebody else was quicker: the page shows what is so now, and says it. */
function tell(page) {
  const main = page.querySelector("main")
  document.querySelector("main").replaceWith(main)
  const notice = main.querySelector(NOTICE)
  notice.tabIndex = -1
  notice.focus()
}

/** Put a line as it is now in its own place; nothing else moves. */
function replace(there, id) {
  const root = document.querySelector("[data-desk]")
  const [now, before] = [there, root].map((each) => each.querySelector(`#${CSS.escape(id)}`))
  if (!now) return location.reload()
  before.replaceWith(now)
  for (const part of ["[data-desk-head]", "[data-desk-later]"]) {
    const [from, to] = [there, root].map((each) => each.querySelector(part))
    if (from) to?.replaceWith(from)
    else to?.remove()
  }
  const tells = now.querySelector("[data-desk-tells]") ?? now.firstElementChild
  say(tells.textContent.trim().replace(/\s+/g, " "))
  const next = now.querySelector("button, .app-ask__do a") ?? tells
  next.focus()
}

/** Have a screen reader say something, also what it has just said. */
function say(words) {
  const says = document.querySelector("[data-desk-says]")
  says.textContent = ""
  requestAnimationFrame(() => (says.textContent = words))
}
