// The quiet word for the connection. It changes only when the state does, so it is announced once.

document.addEventListener("live:state", ({ detail }) => {
  for (const word of document.querySelectorAll("[data-connection]")) word.dataset.state = detail
})
