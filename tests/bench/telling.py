"""The product, with one more socket: each frame that comes to /tell is an event to commit.

So an event is in the ledger as soon as a frame is sent, and goes from there to the sockets at /live
of this process, or of another, as every event does. With ``OVER_ASGI`` set it does without the
server's own way to a socket.
"""

import json
import os

from django.db import transaction

from asgi import application as product
from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.live.threads import in_thread
from collab.base.live.wire import prefer
from discussions.events import MessagePosted
from networks.ledger import record

if os.environ.get("OVER_ASGI"):
    prefer(lambda send: None)


def tell(said: dict) -> None:
    with transaction.atomic():
        record(
            MessagePosted,
            stream=said["stream"],
            subject=Ref("message", said["message"]),
            within=Ref("thread", said["thread"]),
            version=1,
            by=Person(pk=said["by"]),
        )


async def application(scope, receive, send):
    if scope.get("path") != "/tell":
        await product(scope, receive, send)
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await in_thread(tell, json.loads(message["text"]))
