// The number at the bell follows what happens, on pages that have a socket anyway.

import { watch } from "../../base/live/scripts/live.js"
import { asMe, me } from "../../base/ui/scripts/post.js"

export function bell() {
  const link = document.querySelector("[data-bell]")
  if (!link || !me || !document.querySelector("[data-connection]")) return
  const read = async () => {
    const answer = await fetch("/notices/count", { headers: asMe })
    if (answer.ok) show(link, (await answer.json()).unread)
  }
  const told = { epoch: null, after: Number.MAX_SAFE_INTEGER }
  const onReset = ({ epoch, head }) => ({ epoch, after: head })
  watch({ stream: `p:${me}`, ...told, onEvent: read, onReset: (head) => read().then(() => onReset(head)) })
}

function show(link, count) {
  const number = link.querySelector("[data-bell-count]")
  const { most, some, none } = link.dataset
  const says = count > Number(most) ? `${most}+` : count
  number.textContent = count ? says : ""
  number.hidden = !count
  link.setAttribute("aria-label", count ? some.replace("%d", says) : none)
}
