import { watch } from "../../base/live/scripts/live.js"

// While somebody reads a version, a quiet line says that a newer one was saved. Nothing moves.
export function newer() {
  const line = document.querySelector("[data-newer]")
  if (!line) return
  const says = document.querySelector("[data-newer-says]")
  const { stream, epoch, after, subject } = line.dataset
  let version = Number(line.dataset.version)

  watch({
    stream,
    epoch,
    after: Number(after),
    onEvent(event) {
      if (event.subject !== subject || event.version <= version) return
      version = event.version
      const said = says.content.cloneNode(true)
      said.querySelector("[data-number]").textContent = version
      line.replaceChildren(said)
    },
  })
}
