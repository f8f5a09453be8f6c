// One socket a page, which comes back by itself. docs/live.md tells the protocol.

import { asMe, me } from "../../ui/scripts/post.js"

const PING_EVERY = 25_000
const ANSWER_WITHIN = 10_000
/** A server that a thousand pages come back to at once keeps who reads a page waiting for seconds. */
const FIRST_RETRY = 3_000
const SLOWEST_RETRY = 15_000
const FAILURES_UNTIL_OFF = 4
const TOO_MANY_FRAMES = 4429
const ENDED = ["out", "other", "second"]

const watches = new Map()
let socket = null
let failures = 0
let retryTimer, pingTimer, answerTimer

/** "live", "again" while reconnecting, "off", "out" when signed out, "other" when somebody else is
 * signed in, "second" when a second step to sign in is missing, or "" while not known. */
export let state = ""

/**
 * Follow a stream. A second watch of the same stream replaces the first.
 *
 * @param {object} options
 * @param {string} options.stream its name, such as "s:" and a space's uid
 * @param {string|null} options.epoch the stream's epoch that the page was read at
 * @param {number} options.after the number that the page was read at
 * @param {string|null} [options.focus] the subject whose events come with HTML, "thread:<uid>"
 * @param {(event: object) => void} options.onEvent gets each event once, in order
 * @param {(head: object) => object|Promise<object>|void} [options.onReset] reads the list afresh
 *   and returns the {epoch, after} that it was read at, to go on from
 * @param {() => void} [options.onClosed] the person may not follow any more
 * @returns {() => void} ends it
 */
export function watch(options) {
  const followed = { ...options, entering: false }
  watches.set(options.stream, followed)
  if (isOpen()) enter(followed)
  else if (!socket && !retryTimer) connect()
  return () => {
    if (watches.get(options.stream) !== followed) return
    watches.delete(options.stream)
    send({ type: "unwatch", stream: options.stream })
  }
}

function isOpen() {
  return socket?.readyState === WebSocket.OPEN
}

function send(frame) {
  if (isOpen()) socket.send(JSON.stringify(frame))
}

/** Start, or start again, from the last number that the page was given. */
function enter(followed) {
  const { stream, epoch, after, focus = null } = followed
  followed.entering = true
  send({ type: "watch", stream, epoch, after, focus })
}

function connect() {
  clearTimeout(retryTimer)
  retryTimer = undefined
  const opening = new WebSocket(new URL(`/live?person=${me}`, location.href.replace(/^http/, "ws")))
  let refused = true
  socket = opening
  awaitAnswer()
  opening.onopen = () => {
    refused = false
    answered()
    watches.forEach(enter)
  }
  opening.onmessage = (message) => {
    answered()
    hear(JSON.parse(message.data))
  }
  opening.onclose = ({ code }) => {
    if (socket === opening) lose({ code, refused })
  }
}

/** Without the socket: say so, and try again soon, then less and less often. */
function lose({ code, refused = false } = {}) {
  clearTimeout(pingTimer)
  clearTimeout(answerTimer)
  if (socket) {
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close()
    socket = null
  }
  if (code === TOO_MANY_FRAMES) failures = Math.max(failures, 2)
  const longest = failures ? Math.min(SLOWEST_RETRY, 1000 * 2 ** failures) : FIRST_RETRY
  const shortest = failures ? longest / 2 : 0
  failures += 1
  if (!ENDED.includes(state)) {
    show(navigator.onLine === false || failures >= FAILURES_UNTIL_OFF ? "off" : "again")
  }
  clearTimeout(retryTimer)
  retryTimer = watches.size
    ? setTimeout(connect, shortest + Math.random() * (longest - shortest))
    : undefined
  if (refused && failures > 1) stopIfEnded()
}

/** A browser does not say why it was refused: the server is away, or the session has ended. */
async function stopIfEnded() {
  const asks = { method: "HEAD", redirect: "manual", headers: asMe }
  const answer = await fetch("/me", asks).catch(() => null)
  const ended = answer?.type === "opaqueredirect" ? "out" : { 409: "other", 428: "second" }[answer?.status]
  if (!ended || isOpen()) return
  clearTimeout(retryTimer)
  clearTimeout(answerTimer)
  retryTimer = undefined
  if (socket) socket.onopen = socket.onclose = null
  socket?.close()
  socket = null
  show(ended)
}

/** A connection can die without a word: what is asked must be answered in time. */
function awaitAnswer() {
  clearTimeout(answerTimer)
  answerTimer = setTimeout(lose, ANSWER_WITHIN)
}

function answered() {
  clearTimeout(answerTimer)
  clearTimeout(pingTimer)
  pingTimer = setTimeout(ping, PING_EVERY)
}

function ping() {
  send({ type: "ping" })
  awaitAnswer()
}

function hear(frame) {
  if (frame.type === "mark") send(frame)
  const followed = watches.get(frame.stream)
  if (followed) answers[frame.type]?.(followed, frame)
}

const answers = {
  watching(followed, { epoch }) {
    failures = 0
    followed.epoch = epoch
    followed.entering = false
    show("live")
  },
  event(followed, event) {
    if (followed.entering && event.prev > followed.after) return
    if (event.seq <= followed.after) return
    if (event.prev > followed.after) {
      enter(followed)
      return
    }
    followed.after = event.seq
    followed.onEvent(event)
  },
  async reset(followed, head) {
    watches.delete(head.stream)
    const fresh = await followed.onReset?.(head)
    if (fresh && !watches.has(head.stream)) watch({ ...followed, ...fresh })
  },
  closed(followed, { stream }) {
    watches.delete(stream)
    followed.onClosed?.()
  },
  error(followed, { code }) {
    if (code === "try_again") {
      setTimeout(() => watches.get(followed.stream) === followed && enter(followed), 3000)
    }
  },
}

function show(now) {
  if (state === now) return
  state = now
  document.dispatchEvent(new CustomEvent("live:state", { detail: now }))
}

/** Something says that the network, or the reader, may be back: find out now. */
function hurry() {
  if (isOpen()) ping()
  else if (retryTimer || ENDED.includes(state)) {
    failures = Math.min(failures, 1)
    connect()
  }
}

/** What was sent was taken, so whoever was not signed in is so again. */
export function goOn() {
  if (ENDED.includes(state)) hurry()
}

addEventListener("online", hurry)
addEventListener("offline", () => socket && lose())
addEventListener("pageshow", (event) => event.persisted && hurry())
document.addEventListener("visibilitychange", () => document.hidden || hurry())
