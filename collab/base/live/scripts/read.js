import { asMe } from "../../ui/scripts/post.js"

const READ_AGAIN_AFTER = 3000

/** A page of ours as it is now, however long the server takes to be there again. */
export async function read(address) {
  for (;;) {
    const answer = await fetch(address, { headers: asMe }).catch(() => null)
    if (answer && answer.status < 500) {
      return new DOMParser().parseFromString(await answer.text(), "text/html")
    }
    await new Promise((resolve) => setTimeout(resolve, READ_AGAIN_AFTER))
  }
}
