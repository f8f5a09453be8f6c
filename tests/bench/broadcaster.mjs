// A bare broadcaster: what one socket sends, all others get. `node broadcaster.mjs PORT`

import { WebSocketServer } from "ws"

const server = new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2]) })

server.on("connection", (socket) => {
  socket.on("message", (text) => {
    for (const other of server.clients) {
      if (other !== socket) other.send(text, { binary: false })
    }
  })
})
