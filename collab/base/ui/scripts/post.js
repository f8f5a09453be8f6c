// What scripts send goes out under the name of whoever the page was made for, or not at all.

const FIELD = "csrfmiddlewaretoken"

/** Whom this page was made for; empty for nobody. */
export const me = document.body.dataset.me ?? ""

/** Sent with a request: the server answers 409 once somebody else is signed in. */
export const asMe = me ? { "X-Person": me } : {}

let token

/**
 * Send a form's fields.
 *
 * @param {string} address
 * @param {FormData} body
 * @param {RequestInit} [options]
 * @returns {Promise<Response>} of status 0 if it was refused because nobody is signed in
 */
export async function post(address, body, { headers, ...options } = {}) {
  const send = () => {
    body.set(FIELD, token)
    return fetch(address, { ...options, method: "POST", body, headers: { ...headers, ...asMe } })
  }
  token ??= document.querySelector(`[name=${FIELD}]`)?.value
  if (!token) await renew()
  const answer = await send()
  if (answer.status !== 403) return answer
  const renewed = await renew()
  return renewed.ok ? send() : renewed
}

/** Whoever signed in again in another tab has a new token, which this page does not know; and a page
 * without a form has none. */
async function renew() {
  const answer = await fetch("/drafts", { redirect: "manual", headers: asMe })
  if (answer.ok) {
    token = (await answer.json()).token
    for (const field of document.querySelectorAll(`[name=${FIELD}]`)) field.value = token
  }
  return answer
}
