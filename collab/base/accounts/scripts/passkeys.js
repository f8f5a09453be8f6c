// Forms that are sent with a passkey: the browser asks its owner, and what it says is sent.

export function passkeys() {
  if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) return
  for (const form of document.querySelectorAll("form[data-passkey]")) offer(form)
}

function offer(form) {
  form.querySelector("[data-passkey-without]").remove()
  form.querySelector("[data-passkey-button]").hidden = false
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    const says = form.querySelector("[data-passkey-says]")
    says.textContent = ""
    try {
      const credential = await ask(form.dataset.passkey, await options(form))
      form.elements.credential.value = JSON.stringify(credential)
    } catch {
      says.textContent = form.dataset.failed
      return
    }
    const own = document.querySelector("input[name=own_device]")
    if (own?.checked) form.append(own.cloneNode())
    form.submit()
  })
}

async function options(form) {
  const there = document.getElementById("passkey-options")
  if (!form.dataset.asks) return JSON.parse(there.textContent).publicKey
  const answer = await fetch(form.dataset.asks, { headers: { Accept: "application/json" } })
  return (await answer.json()).request_options.publicKey
}

async function ask(what, publicKey) {
  const { credentials } = navigator
  const credential =
    what === "create"
      ? await credentials.create({
          publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey),
        })
      : await credentials.get({
          publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey),
        })
  return credential.toJSON()
}
