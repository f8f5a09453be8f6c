// A text area grows with its text and never shrinks under one's hands; CSS sets how far.
export function autogrow(root = document) {
  for (const area of root.querySelectorAll("textarea.nhsuk-textarea")) {
    const grow = () => {
      if (area.value === "") area.style.height = ""
      const more = area.scrollHeight - area.clientHeight
      if (more > 0) area.style.height = `${area.offsetHeight + more}px`
    }
    area.addEventListener("input", grow)
    grow()
  }
}
