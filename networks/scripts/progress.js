// A page that tells how far something has got reads itself anew until that is done. What is drawn is
// what the server would draw for whoever loads the page.
const EVERY = 1500

export function progress() {
  const shown = document.querySelector("[data-progress]")
  if (shown) setTimeout(read, EVERY, shown)
}

async function read(shown) {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } })
    if (!answer.ok) throw new Error(answer.statusText)
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    const next = page.getElementById(shown.id)
    if (!next) return
    const title = document.querySelector("h1")
    title.textContent = page.querySelector("h1").textContent
    tell(shown, next)
    if (!next.hasAttribute("data-progress")) shown.removeAttribute("data-progress")
    else setTimeout(read, EVERY, shown)
  } catch {
    setTimeout(read, EVERY * 4, shown) // the network is away; the link still leads here
  }
}

/** The status stays where it is, so that a screen reader tells its new words. */
function tell(shown, next) {
  const status = shown.querySelector("[role=status]")
  status.replaceChildren(...next.querySelector("[role=status]").childNodes)
  const focused = shown.contains(document.activeElement) && document.activeElement !== document.body
  if (focused && next.hasAttribute("data-progress")) {
    const bar = shown.querySelector("progress")
    bar.value = next.querySelector("progress").value
    return
  }
  next.querySelector("[role=status]").remove()
  shown.replaceChildren(status, ...next.childNodes)
}
