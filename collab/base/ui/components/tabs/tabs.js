const BEFORE = 40

/** On a phone tabs scroll sideways: the current one is in sight from the start. */
export function tabs() {
  const current = document.querySelector(".app-tabs [aria-current]")
  if (!current) return
  const row = current.closest("ul")
  row.scrollLeft = current.offsetLeft - row.offsetLeft - BEFORE
}
