from collections.abc import Collection
from typing import Any

from channels.security.websocket import WebsocketDenier

from .sessions import AUTHORIZATION

_denied = WebsocketDenier.as_asgi()


class ExactOrigin:
    """Refuses each handshake whose Origin is not one of ours.

    A browser sends the cookie with any page's socket, so the origin alone tells our pages from
    others. Scheme, host and port all count: another port is another site; capitals do not. A
    program names no origin and brings credentials of its own, which no page can make a browser
    send; beside these a cookie does not count.

    Args:
        application: what answers ours.
        allowed: origins as browsers write them, such as "https://collab.example.nhs.uk".
    """

    def __init__(self, application: Any, allowed: Collection[str]) -> None:
        self._application = application
        self._allowed = frozenset(origin.lower() for origin in allowed)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = dict(scope["headers"])
        is_program = b"origin" not in headers and AUTHORIZATION in headers
        is_ours = headers.get(b"origin", b"").lower().decode("latin1") in self._allowed
        answers = self._application if is_program or is_ours else _denied
        await answers(scope, receive, send)
