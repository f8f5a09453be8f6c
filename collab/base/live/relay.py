"""Pokes between processes, over the channel layer named "pokes".

Without that layer there is one process and nothing to carry. With it the relay lives on a thread
of its own: a slow or dead Redis holds up neither a post nor the server's event loop, and what it
loses the hubs' heartbeat finds. The layer is not called "default", so that nothing of Channels
opens a subscription for each socket.
"""

import asyncio
import atexit
import logging
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread

from channels.layers import channel_layers
from django.conf import settings

LAYER = "pokes"
GROUP = "hubs"
SEND_SECONDS = 1
RETRY_SECONDS = 1

Hear = Callable[[str, int], None]

log = logging.getLogger(__name__)


class Relay:
    def __init__(self) -> None:
        self._lock = Lock()
        self._pending: dict[str, int] = {}
        self._idle = Event()
        self._idle.set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listening = False
        self._broken = False

    def send(self, stream: str, seq: int) -> None:
        """Tell the other processes' hubs, soon. Pokes that wait for each other become one."""
        if LAYER not in settings.CHANNEL_LAYERS:
            return
        with self._lock:
            waiting = bool(self._pending)
            self._pending[stream] = max(seq, self._pending.get(stream, 0))
            self._idle.clear()
        if not waiting:
            asyncio.run_coroutine_threadsafe(self._send_pending(), self._own_loop())

    def listen(self, hear: Hear) -> None:
        """Pass on what other processes' relays send, from now on."""
        if LAYER in settings.CHANNEL_LAYERS and not self._listening:
            self._listening = True
            asyncio.run_coroutine_threadsafe(self._listen(hear), self._own_loop())

    def _own_loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                Thread(target=self._loop.run_forever, name="live relay", daemon=True).start()
                # A command that ends right after a commit still gets its pokes out.
                atexit.register(self._idle.wait, SEND_SECONDS)
            return self._loop

    async def _send_pending(self) -> None:
        with self._lock:
            pokes, self._pending = self._pending, {}
        try:
            async with asyncio.timeout(SEND_SECONDS):
                message = {"type": "pokes", "pokes": list(pokes.items())}
                await channel_layers[LAYER].group_send(GROUP, message)
            self._broken = False
        except Exception as error:
            if not self._broken:
                log.warning("Pokes between processes do not get through: %r", error)
            self._broken = True
        with self._lock:
            if not self._pending:
                self._idle.set()

    async def _listen(self, hear: Hear) -> None:
        layer = channel_layers[LAYER]
        while True:
            try:
                channel = await layer.new_channel()
                await layer.group_add(GROUP, channel)
                while True:
                    message = await layer.receive(channel)
                    for stream, seq in message["pokes"]:
                        hear(stream, seq)
            except Exception as error:
                log.warning("Pokes of other processes do not arrive: %r", error)
                with suppress(Exception):
                    await layer.flush()
                await asyncio.sleep(RETRY_SECONDS)


relay = Relay()
