/** Show the connection's state as a quiet word. It changes with the state, so is announced once. */
export function connection() {
  document.addEventListener("live:state", ({ detail: state }) => {
    for (const word of document.querySelectorAll("[data-connection]")) word.dataset.state = state
  })
}
