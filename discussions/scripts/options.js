// What can be done about a message, without leaving the discussion.

const ANSWER_WITHIN = 5000

/**
 * @param {HTMLElement} root holds the messages, and goes on holding them when they are renewed
 * @param {(quoted: HTMLElement) => boolean} quote puts a message into the composer, if there is one
 */
export function options(root, quote = () => false) {
  const says = document.querySelector("[data-dock-says]")
  let opening = false

  const act = (event, message) => {
    const quoting = event.target.closest("[data-quote]")
    if (quoting && quote(message)) {
      event.preventDefault()
      return true
    }
    const copying = event.target.closest("[data-copy]")
    if (!copying) return false
    event.preventDefault()
    copy(new URL(copying.dataset.copy, location.href).href)
    return true
  }

  const copy = async (link) => {
    try {
      await navigator.clipboard.writeText(link)
      says.textContent = document.querySelector("[data-copied]").dataset.copied
    } catch {
      // Not over HTTPS, or not allowed: the link is there to be copied by hand.
      says.textContent = link
    }
  }

  root.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    const message = event.target.closest(".app-msg")
    const quoted = event.target.closest("[data-quoted]")
    const there = quoted && root.querySelector(`[data-uid="${CSS.escape(quoted.dataset.quoted)}"]`)
    if (there) {
      event.preventDefault()
      there.scrollIntoView({ block: "center" })
      there.tabIndex = -1
      there.focus({ preventScroll: true })
      return
    }
    if (!message || act(event, message)) return
    const more = event.target.closest("[data-more]")
    if (!more) return
    event.preventDefault()
    if (opening) return
    opening = true
    const found = await fetched(more.href)
    opening = false
    if (found) open(found, more, (chosen) => act(chosen, message))
    else location.assign(more.href)
  })
}

/** The options of a message, as the server gives them to this reader; nothing if it does not answer
 * soon. */
async function fetched(address) {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(ANSWER_WITHIN) })
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    return page.querySelector("[data-options]")
  } catch {
    return null
  }
}

function open(options, opener, act) {
  const dialog = document.createElement("dialog")
  dialog.className = "app-options--open"
  dialog.setAttribute("aria-labelledby", "options")
  const title = options.querySelector("h1")
  const heading = document.createElement("h2")
  heading.id = title.id
  heading.className = title.className
  heading.textContent = title.textContent
  title.replaceWith(heading)
  for (const item of options.querySelectorAll("[data-copying]")) item.hidden = false
  dialog.append(options)
  dialog.addEventListener("click", (event) => {
    const acts = event.target.closest("[data-quote], [data-copy]")
    // Closed first: the focus goes back to the button, and from there to the composer.
    if (acts || event.target === dialog) dialog.close()
    if (acts) act(event)
  })
  dialog.addEventListener("close", () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
  place(dialog, opener)
}

/** Under the button that opened it; on a phone the style has it at the bottom. */
function place(dialog, opener) {
  if (matchMedia("(max-width: 40.0525em)").matches) return
  const at = opener.getBoundingClientRect()
  const top = Math.min(at.bottom + 4, innerHeight - dialog.offsetHeight - 8)
  Object.assign(dialog.style, {
    margin: 0,
    top: `${Math.max(8, top)}px`,
    left: `${Math.max(8, at.right - dialog.offsetWidth)}px`,
  })
}
