import { post } from "../../scripts/post.js"

// Turns the two buttons of a preview on; see preview.html.
export function previews(root = document) {
  for (const box of root.querySelectorAll("[data-preview-box]")) {
    const area = box.querySelector("textarea")
    const result = box.querySelector(".app-preview__result")
    const write = box.querySelector("[data-preview-write]")
    const read = box.querySelector("[data-preview-read]")

    const show = (reading) => {
      write.setAttribute("aria-pressed", String(!reading))
      read.setAttribute("aria-pressed", String(reading))
      area.hidden = reading
      result.hidden = !reading
    }
    write.addEventListener("click", () => {
      show(false)
      area.focus()
    })
    read.addEventListener("click", async () => {
      result.replaceChildren()
      show(true)
      await render(box.dataset.address, area, result)
    })
    box.querySelector(".app-preview__views").hidden = false
  }
}

async function render(address, area, result) {
  const body = new FormData()
  body.set("text", area.value)
  try {
    const answer = await post(address, body)
    const text = await answer.text()
    if (!answer.ok || answer.redirected) throw new Error(answer.status)
    // The server has sanitised the markup, as it does before it keeps a text.
    result.innerHTML = text
  } catch {
    result.textContent = result.dataset.failed
  }
}
