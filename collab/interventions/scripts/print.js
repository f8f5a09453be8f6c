// Printing, where there is a script to do it.
export function printing() {
  const box = document.querySelector("[data-take-away]")
  if (!box) return
  box.hidden = false
  box.querySelector("[data-print]").addEventListener("click", () => print())
}
