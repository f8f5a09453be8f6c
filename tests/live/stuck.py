"""A server whose every answer waits in a thread for ever: `python -m tests.live.stuck PORT`."""

import sys
import threading

import django
from asgiref.sync import sync_to_async
from django.conf import settings


async def application(scope, receive, send):
    await sync_to_async(threading.Event().wait)()


if __name__ == "__main__":
    django.setup()
    from collab.base.live.server import serve

    settings.ASGI_APPLICATION = "tests.live.stuck.application"
    serve(host="127.0.0.1", port=int(sys.argv[1]), ready=lambda: None)
