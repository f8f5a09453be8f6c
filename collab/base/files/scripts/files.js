// Files are sent as soon as they are chosen, and wait on the server for what is written. They go one
// after the other: the answer takes the place of the part that the next one starts from.
import { post } from "../../ui/scripts/post.js"

const asked = new WeakMap()
let next = new FormData()
let sending = false
/** The form that somebody sent while files were on their way, and by which button. */
let held = null

/** Wherever files are chosen on this page, or on what the server puts into it. */
export function files() {
  document.addEventListener("change", ({ target }) => {
    const part = target.closest?.("[data-files]")
    if (!part) return
    if (target.type === "file" && target.files.length) {
      add([...target.files])
      target.value = ""
      send()
    }
    // What may identify a patient was not kept: it is sent again with what is stated of it.
    if (target.name === "files_identify_nobody" && target.checked && asked.has(part)) {
      add(asked.get(part))
      for (const [name, value] of written(part)) {
        if (name === target.name || name === "files_screened") next.append(name, value)
      }
      send()
    }
  })
  // Before anybody else hears of it: nothing leaves without its files.
  document.addEventListener(
    "submit",
    (event) => {
      const says = event.target.querySelector("[data-files-says]")
      if (!says || !sending) return
      event.preventDefault()
      event.stopPropagation()
      held = { form: event.target, by: event.submitter }
      tell(says, says.dataset.wait)
      says.scrollIntoView({ block: "nearest" })
    },
    { capture: true },
  )
  // Who goes on writing sends it themselves.
  document.addEventListener("input", ({ target }) => {
    if (held?.form.contains(target) && target.matches("textarea")) held = null
  })
}

/** What a form will attach: each file's uid, and what it shows. */
export function chosenIn(body) {
  return body.getAll("attach").map((uid) => [uid, body.get(`describe-${uid}`) ?? ""])
}

/** Say in a form that these files are to be attached. */
export function choose(body, chosen) {
  for (const [uid, description] of chosen) {
    body.append("waiting", uid)
    body.append("attach", uid)
    body.set(`describe-${uid}`, description)
  }
}

/** Show files that wait, together with those that are shown. */
export function restore(chosen) {
  if (!chosen.length) return
  choose(next, chosen)
  send()
}

function add(files) {
  for (const file of files) next.append("files", file)
}

function written(part) {
  const body = new FormData()
  for (const { name, type, value, checked } of part.querySelectorAll("input:not([type=file])")) {
    if (type !== "checkbox" || checked) body.append(name, value)
  }
  return body
}

async function send() {
  if (sending) return
  sending = true
  while (!isEmpty(next)) {
    const sent = next
    next = new FormData()
    await deliver(sent)
  }
  sending = false
  letGo()
}

/** Send the form that waited for its files, unless something is to be said of them first. */
function letGo() {
  const { form, by } = held ?? {}
  held = null
  const isAsked = thePart().querySelector("#files-error, [name=files_identify_nobody]")
  if (form?.isConnected && !isAsked) form.requestSubmit(by)
}

async function deliver(sent) {
  const part = thePart()
  const says = part.querySelector("[data-files-says]")
  const body = written(part)
  for (const [name, value] of sent) body.append(name, value)
  tell(says, says.dataset.sending)
  try {
    const answer = await post(part.dataset.upload, body)
    if (!answer.ok || answer.redirected) throw new Error(answer.status)
    take(await answer.text(), part, sent.getAll("files"))
  } catch {
    const now = thePart().querySelector("[data-files-says]")
    held = null
    if (isEmpty(next)) tell(now, now.dataset.failed)
    else for (const [name, value] of sent) next.append(name, value)
  }
}

function take(html, part, sent) {
  const holder = document.createElement("template")
  holder.innerHTML = html
  const fresh = holder.content.querySelector("[data-files]")
  const those = (places) => (places ?? "").split(" ").filter(Boolean).map((place) => sent[place])
  const refused = those(fresh.dataset.refused)
  if (part !== thePart()) {
    // A message came back meanwhile, with files of its own.
    choose(next, chosenIn(written(fresh)))
    add(refused)
    return
  }
  // What is wrong with a file is said once more with the answer that takes this one's place.
  if (!isEmpty(next)) add(refused)
  const again = those(fresh.dataset.again)
  if (again.length) asked.set(fresh, again)
  show(fresh, part)
}

function show(fresh, part) {
  const active = part.contains(document.activeElement) && document.activeElement
  // What was written or ticked since is newer than what the answer knows.
  for (const field of part.querySelectorAll(".app-attach__row :is([name=attach], [type=text])")) {
    fresh.querySelector(`#${CSS.escape(field.id)}`)?.replaceWith(field)
  }
  part.replaceWith(fresh)
  const focus = fresh.querySelector("[name=files_identify_nobody]") ?? fresh.querySelector("[type=file]")
  if (active) (active.isConnected ? active : focus).focus()
  const error = fresh.querySelector("#files-error")
  const names = [...fresh.querySelectorAll("[name=attach]:checked + label")]
  const says = fresh.querySelector("[data-files-says]")
  says.classList.add("nhsuk-u-visually-hidden") // it stands above already
  says.textContent = (error ?? names.at(-1))?.textContent.trim().replace(/\s+/g, " ") ?? ""
}

/** Where files are chosen: a page has one such place, and it may be another one after an answer. */
function thePart() {
  return document.querySelector("[data-files]")
}

function isEmpty(body) {
  return body.keys().next().done
}

function tell(says, words) {
  says.classList.remove("nhsuk-u-visually-hidden")
  says.textContent = words
}
