import os
import sys
from collections.abc import Callable
from threading import Timer

from channels.routing import get_default_application
from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server
from django.core.management.base import CommandError
from twisted.internet import reactor

SECONDS_TO_END = 5


def serve(*, host: str, port: int, ready: Callable[[], None]) -> None:
    """Serves the product until SIGTERM or Ctrl-C, then ends the process; it never returns.

    `ready` is called once connections are accepted. Raises CommandError where the port is taken.
    """
    server = Server(
        get_default_application(),
        endpoints=build_endpoint_description_strings(host=host, port=port),
        ready_callable=ready,
        server_name="",
    )
    reactor.addSystemEventTrigger("before", "shutdown", _end_at_the_latest)
    server.run()
    if server.abort_start:
        raise CommandError(
            f"Port {port} is in use. End what uses it, or choose another port with --port."
        )
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
