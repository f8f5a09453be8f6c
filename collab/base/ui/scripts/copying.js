// Buttons that copy the text of an element. Without script, or a clipboard, they are not there.

export function copying() {
  if (!navigator.clipboard) return
  for (const button of document.querySelectorAll("[data-copies]")) offer(button)
}

function offer(button) {
  const text = document.getElementById(button.dataset.copies)
  const says = button.parentElement.querySelector("[data-copies-says]")
  button.hidden = false
  button.addEventListener("click", async () => {
    says.textContent = ""
    try {
      await navigator.clipboard.writeText(text.textContent.trim())
      says.textContent = button.dataset.copied
    } catch {
      says.textContent = button.dataset.failed
    }
  })
}
