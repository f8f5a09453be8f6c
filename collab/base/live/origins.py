from collections.abc import Collection
from typing import Any

from channels.security.websocket import WebsocketDenier

_denied = WebsocketDenier.as_asgi()


class ExactOrigin:
    """Refuses each handshake whose Origin is not one of ours, letter for letter.

    A browser sends the cookie with any page's socket, so the origin alone tells our pages from
    others. Scheme, host and port all count: another port is another site.

    Args:
        application: what answers ours.
        allowed: origins as browsers write them, such as "https://collab.example.nhs.uk".
    """

    def __init__(self, application: Any, allowed: Collection[str]) -> None:
        self._application = application
        self._allowed = frozenset(allowed)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        origin = dict(scope["headers"]).get(b"origin", b"").decode("latin1")
        answers = self._application if origin in self._allowed else _denied
        await answers(scope, receive, send)
