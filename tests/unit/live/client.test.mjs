// The client against a socket that the test plays, with a clock that the test turns.

import assert from "node:assert/strict"
import { afterEach, beforeEach, mock, test } from "node:test"

const STREAM = "s:FALLS"
let sockets, listeners, states, live, page
let imported = 0

class FakeSocket {
  static OPEN = 1
  readyState = 0
  sent = []
  constructor(address) {
    this.address = String(address)
    sockets.push(this)
  }
  send(text) {
    this.sent.push(JSON.parse(text))
  }
  close() {
    this.readyState = 3
  }
  opens() {
    this.readyState = 1
    this.onopen?.()
  }
  says(frame) {
    this.onmessage?.({ data: JSON.stringify({ stream: STREAM, ...frame }) })
  }
  breaks(code = 1006) {
    this.readyState = 3
    this.onclose?.({ code })
  }
  admits(head = 0) {
    this.opens()
    this.says({ type: "watching", epoch: "E1", head })
  }
  get asked() {
    return this.sent.filter(({ type }) => type === "watch").map(({ after }) => after)
  }
}

beforeEach(async () => {
  mock.timers.enable({ apis: ["setTimeout"] })
  sockets = []
  states = []
  listeners = {}
  const listen = (name, tell) => (listeners[name] = tell)
  globalThis.WebSocket = FakeSocket
  globalThis.location = { href: "https://collab.example/d/1" }
  globalThis.CustomEvent = class {
    constructor(name, { detail }) {
      Object.assign(this, { name, detail })
    }
  }
  globalThis.document = {
    hidden: false,
    body: { dataset: { me: "AMINA" } },
    addEventListener: listen,
    dispatchEvent: ({ detail }) => states.push(detail),
  }
  globalThis.addEventListener = listen
  globalThis.fetch = async () => {
    throw new TypeError("no network")
  }
  Object.defineProperty(globalThis, "navigator", { value: { onLine: true }, configurable: true })
  live = await import(`../../../collab/base/live/scripts/live.js?${(imported += 1)}`)
  page = { events: [], closed: 0 }
})

afterEach(() => mock.timers.reset())

function watch(options = {}) {
  return live.watch({
    stream: STREAM,
    epoch: "E1",
    after: 0,
    focus: "thread:T",
    onEvent: ({ seq }) => page.events.push(seq),
    onClosed: () => (page.closed += 1),
    ...options,
  })
}

const socket = () => sockets.at(-1)
const event = (seq, prev) => socket().says({ type: "event", seq, prev })
const pass = (ms) => mock.timers.tick(ms)

test("a page opens one socket of its own origin and watches from where it was read", () => {
  watch({ after: 41 })
  watch({ stream: "p:ME", after: 3 })
  socket().opens()
  assert.equal(sockets.length, 1)
  assert.equal(socket().address, "wss://collab.example/live?person=AMINA")
  assert.deepEqual(socket().sent[0], {
    type: "watch",
    stream: STREAM,
    epoch: "E1",
    after: 41,
    focus: "thread:T",
  })
  assert.equal(socket().sent.length, 2)
})

test("each event is taken once, and what was hidden from it is no gap", () => {
  watch()
  socket().admits()
  event(1, 0)
  event(1, 0)
  event(4, 1)
  event(3, 1)
  assert.deepEqual(page.events, [1, 4])
  assert.deepEqual(socket().asked, [0])
})

test("a gap is asked for once, and nothing after it is taken before it is closed", () => {
  watch()
  socket().admits()
  event(1, 0)
  event(5, 4)
  event(6, 5)
  assert.deepEqual(page.events, [1])
  assert.deepEqual(socket().asked, [0, 1])
  socket().says({ type: "watching", epoch: "E1", head: 6 })
  for (const seq of [2, 3, 4, 5, 6]) event(seq, seq - 1)
  assert.deepEqual(page.events, [1, 2, 3, 4, 5, 6])
})

test("a mark goes straight back", () => {
  watch()
  socket().admits()
  socket().onmessage({ data: '{"type":"mark","n":7}' })
  assert.deepEqual(socket().sent.at(-1), { type: "mark", n: 7 })
})

test("after a break it comes back soon and goes on from the last event", () => {
  watch()
  socket().admits()
  event(1, 0)
  socket().breaks()
  pass(3_000)
  assert.equal(sockets.length, 2)
  socket().admits(3)
  event(2, 1)
  event(3, 2)
  assert.deepEqual(socket().asked, [1])
  assert.deepEqual(page.events, [1, 2, 3])
  assert.deepEqual(states, ["live", "again", "live"])
})

test("it tries less and less often, never less than every fifteen seconds", () => {
  watch()
  const waits = []
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const before = sockets.length
    socket().breaks()
    let waited = 0
    while (sockets.length === before) {
      pass(100)
      waited += 100
    }
    waits.push(waited)
  }
  assert.ok(waits[0] <= 3_000)
  assert.ok(waits[3] > waits[0])
  assert.ok(Math.max(...waits) <= 15_000)
  assert.ok(Math.min(...waits.slice(-3)) >= 7_500)
  assert.deepEqual(states, ["again", "off"])
})

/** What the server answers to whether anybody is signed in. */
const signedIn = (yes) => {
  const answer = yes ? { type: "basic", status: 200 } : { type: "opaqueredirect", status: 0 }
  globalThis.fetch = async (address) => (assert.equal(address, "/me"), answer)
}
const settled = () => new Promise((done) => setImmediate(done))

test("when the session has ended it tries once more, says so and stops", async () => {
  signedIn(false)
  watch()
  socket().admits()
  socket().breaks(4401)
  await settled()
  assert.deepEqual(states, ["live", "again"])
  pass(3_000)
  assert.equal(sockets.length, 2)
  socket().breaks()
  await settled()
  assert.deepEqual(states, ["live", "again", "out"])
  pass(60_000)
  assert.equal(sockets.length, 2)
})

test("when somebody else has signed in it says so and stops", async () => {
  globalThis.fetch = async (address, { headers }) => {
    assert.deepEqual(headers, { "X-Person": "AMINA" })
    return { type: "basic", status: 409 }
  }
  watch()
  socket().admits()
  socket().breaks(4401)
  pass(3_000)
  socket().breaks()
  await settled()
  assert.deepEqual(states, ["live", "again", "other"])
  pass(60_000)
  assert.equal(sockets.length, 2)
})

test("who signed in again in another tab goes on from the last event", async () => {
  signedIn(false)
  watch({ after: 7 })
  socket().breaks()
  pass(3_000)
  socket().breaks()
  await settled()
  listeners.visibilitychange()
  socket().breaks()
  await settled()
  assert.deepEqual(states, ["again", "out"])

  signedIn(true)
  listeners.visibilitychange()
  socket().admits(7)
  assert.deepEqual(socket().asked, [7])
  assert.equal(states.at(-1), "live")
})

test("a new password closes the socket and a renewed cookie opens it", async () => {
  signedIn(true)
  watch()
  socket().admits()
  socket().breaks(4401)
  pass(3_000)
  socket().admits()
  await settled()
  assert.deepEqual(states, ["live", "again", "live"])
})

test("whoever is refused but signed in is taken to be without a server", async () => {
  signedIn(true)
  watch()
  for (let attempt = 0; attempt < 5; attempt += 1) {
    socket().breaks()
    await settled()
    pass(15_000)
  }
  assert.deepEqual(states, ["again", "off"])
  assert.equal(sockets.length, 6)
})

test("who sent too much comes back slower", () => {
  watch()
  socket().admits()
  socket().breaks(4429)
  pass(1_900)
  assert.equal(sockets.length, 1)
  pass(2_200)
  assert.equal(sockets.length, 2)
})

test("a page that comes online does not wait for its turn", () => {
  watch()
  for (let attempt = 0; attempt < 6; attempt += 1) {
    socket().breaks()
    pass(15_000)
  }
  socket().breaks()
  const before = sockets.length
  listeners.online()
  assert.equal(sockets.length, before + 1)
})

test("a connection that died without a word is noticed and replaced", () => {
  watch()
  socket().admits()
  pass(25_000)
  assert.deepEqual(socket().sent.at(-1), { type: "ping" })
  pass(10_000)
  assert.deepEqual(states, ["live", "again"])
  pass(3_000)
  assert.equal(sockets.length, 2)
})

test("a connection that answers is kept", () => {
  watch()
  socket().admits()
  for (let minute = 0; minute < 10; minute += 1) {
    pass(25_000)
    socket().onmessage({ data: '{"type":"pong"}' })
  }
  assert.equal(sockets.length, 1)
  assert.deepEqual(states, ["live"])
})

test("a socket that never opens is given up", () => {
  watch()
  pass(10_000)
  pass(3_000)
  assert.equal(sockets.length, 2)
})

test("after a reset the page is read afresh and followed from there", async () => {
  watch({ onReset: async ({ head }) => ({ epoch: "E2", after: head }) })
  socket().opens()
  socket().says({ type: "reset", epoch: "E2", head: 12 })
  await new Promise((done) => setImmediate(done))
  assert.deepEqual(socket().sent.at(-1), {
    type: "watch",
    stream: STREAM,
    epoch: "E2",
    after: 12,
    focus: "thread:T",
  })
})

test("what was closed is not asked for again", () => {
  watch()
  socket().admits()
  socket().says({ type: "closed" })
  assert.equal(page.closed, 1)
  watch({ stream: "s:OTHER" })
  socket().breaks()
  pass(3_000)
  socket().opens()
  assert.deepEqual(
    socket().sent.map(({ stream }) => stream),
    ["s:OTHER"],
  )
})

test("what could not be read just now is asked for again", () => {
  watch()
  socket().opens()
  socket().says({ type: "error", code: "try_again", says: "…" })
  pass(3_000)
  assert.deepEqual(socket().asked, [0, 0])
})

test("who no longer watches is told nothing", () => {
  const end = watch()
  socket().admits()
  end()
  event(1, 0)
  assert.deepEqual(page.events, [])
  assert.deepEqual(socket().sent.at(-1), { type: "unwatch", stream: STREAM })
})
