// A form that cannot reach the server stays on its page, with what was typed, and says so. The
// browser would show a page of its own instead, and what was typed would be gone.

/** These are sent by scripts of their own, which hear for themselves what becomes of them. */
const BY_SCRIPT = "[data-composer], [data-desk-do]"
/** The browser asks for a passkey only in the moment in which somebody pressed the button. */
const AT_ONCE = "[data-passkey]"
const WRITTEN = "textarea, select, input:not([type=hidden])"
const ROW = ".app-ask, .app-row, tr, li"
const ANSWER_WITHIN = 10_000

const underWay = new WeakSet()
let live = false
let lost = false

/** Where there is reason to doubt it, look whether the server is there before a form is sent to it:
 * the browser is offline, or a page that was live is so no more. */
export function unsent() {
  document.addEventListener("submit", look, { capture: true })
  document.addEventListener("live:state", ({ detail }) => {
    lost = detail !== "live" && (live || lost)
    live = detail === "live"
  })
}

async function look(event) {
  const { target: form, submitter } = event
  if (form.matches(BY_SCRIPT) || form.method === "dialog") return
  if (underWay.delete(form)) return
  if (navigator.onLine && (!lost || form.matches(AT_ONCE))) return
  event.preventDefault()
  event.stopImmediatePropagation()
  if ("looking" in form.dataset) return
  form.dataset.looking = ""
  const there = await reaches()
  delete form.dataset.looking
  if (!there) return notArrived(form, submitter)
  forget()
  underWay.add(form)
  form.requestSubmit(submitter?.isConnected ? submitter : null)
  underWay.delete(form)
}

/** Whatever the server answers, it is there. */
async function reaches() {
  const sent = { cache: "no-store", signal: AbortSignal.timeout(ANSWER_WITHIN) }
  return fetch("/healthz", sent).then(
    () => true,
    () => false,
  )
}

/**
 * Say at a form that it did not arrive, and what to do.
 *
 * @param {HTMLFormElement} form
 * @param {HTMLElement|null} button with which it was sent
 */
export function notArrived(form, button) {
  forget()
  const says = document.createElement("p")
  says.className = "nhsuk-error-message app-unsent"
  says.setAttribute("role", "alert")
  const written = form.querySelector(WRITTEN)
  const { unsent, unsentTyped } = document.body.dataset
  const row = !written && form.closest(ROW)
  if (row && row.tagName !== "TR") row.append(says)
  else if (row) row.lastElementChild.append(says)
  else if (form.method === "post" && form.contains(button)) button.before(says)
  else form.append(says)
  // Put in once it is there: what is there from the beginning is not read out.
  requestAnimationFrame(() => {
    says.textContent = written && form.method === "post" ? unsentTyped : unsent
    says.scrollIntoView({ block: "nearest" })
  })
}

function forget() {
  document.querySelector(".app-unsent")?.remove()
}
