import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable
from threading import Timer

from channels.routing import get_default_application
from daphne.endpoints import build_endpoint_description_strings
from daphne.server import reactor
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

from collab.base.jobs.worker import Worker
from collab.base.sqlite3.held import hold_open

from .daphne_wire import daphne_wire
from .draining import DrainingServer
from .protocol import use_ours
from .wire import prefer

WAITING_TO_CONNECT = 4096
"""Beyond that the system drops whoever connects, and they try again a second later: with Twisted's
own 50 that met page after page when a crowd came back at once."""
SECONDS_UNTIL_ASKED = 40
"""Of a socket's silence, until the server asks whether its client is still there. A page says so by
itself every 25 seconds."""
SECONDS_TO_DRAIN = 3
SECONDS_TO_END = 4.5

log = logging.getLogger(__name__)


def serve(*, host: str, port: int, ready: Callable[[], None]) -> None:
    """Serves the product until SIGTERM or Ctrl-C, then ends the process; it never returns.

    What is under way is answered first, within seconds; a second Ctrl-C does not wait. Where the
    product is embedded it also runs the jobs. `ready` is called once connections are accepted.
    Raises CommandError where the port is taken.
    """
    worker = Worker() if settings.WORKER_INSIDE else None
    if connection.vendor == "sqlite":
        hold_open()

    def begin() -> None:
        use_ours(server.ws_factory)
        if worker:
            reactor.callWhenRunning(worker.start)  # SIGTERM is listened to first
        ready()

    prefer(daphne_wire)
    server = DrainingServer(
        get_default_application(),
        endpoints=[
            f"{each}:backlog={WAITING_TO_CONNECT}"
            for each in build_endpoint_description_strings(host=host, port=port)
        ],
        ready_callable=begin,
        server_name="",
        signal_handlers=False,
        ping_interval=SECONDS_UNTIL_ASKED,
    )

    async def end() -> None:
        if worker:
            worker.stop()
        try:
            await server.drain(SECONDS_TO_DRAIN)
        except Exception:
            log.exception("What was under way could not be waited for")
        reactor.stop()

    ending: list[asyncio.Task[None]] = []

    def begin_to_end() -> None:
        if not ending:
            _end_at_the_latest()
            ending.append(asyncio.ensure_future(end()))

    def stop(signum: int, *_: object) -> None:
        if not reactor.running or (ending and signum == signal.SIGINT):
            _end()
        if not ending:
            reactor.callFromThread(begin_to_end)

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, stop)
    server.run()
    if server.abort_start:
        raise CommandError(
            f"Port {port} is in use. End what uses it, or choose another port with --port."
        )
    if worker:
        worker.join(SECONDS_TO_END)
    _end()


def _end_at_the_latest() -> None:
    timer = Timer(SECONDS_TO_END, _end)
    timer.daemon = True
    timer.start()


def _end() -> None:
    """Ends the process at once: an ordinary exit joins threads that may wait for ever on a view."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
