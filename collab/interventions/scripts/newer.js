import { watch } from "../../base/live/scripts/live.js"
import { read } from "../../base/live/scripts/read.js"

// While somebody reads a version, a quiet line says that a newer one was saved. Nothing moves.
export function newer() {
  const line = document.querySelector("[data-newer]")
  if (!line) return
  const says = document.querySelector("[data-newer-says]")
  const { stream, epoch, after, subject } = line.dataset
  let version = Number(line.dataset.version)

  const tell = (saved) => {
    if (saved <= version) return
    version = saved
    const said = says.content.cloneNode(true)
    said.querySelector("[data-number]").textContent = version
    line.replaceChildren(said)
  }

  watch({
    stream,
    epoch,
    after: Number(after),
    onEvent(event) {
      if (event.subject !== subject) return
      if (event.kind === "intervention.removed") line.textContent = line.dataset.removed
      else tell(event.version)
    },
    async onReset() {
      const now = (await read(location.href)).querySelector("[data-newer]")?.dataset
      if (!now) return null
      tell(Number(now.version))
      return { epoch: now.epoch, after: Number(now.after) }
    },
  })
}
