"""A server whose every answer waits in a thread for ever, and which ends so many seconds after it
was asked to: `python -m tests.live.stuck PORT SECONDS`."""

import sys
import threading

import django
from asgiref.sync import sync_to_async
from django.conf import settings


async def application(scope, receive, send):
    await sync_to_async(threading.Event().wait)()


if __name__ == "__main__":
    django.setup()
    from collab.base.live import server

    server.SECONDS_TO_DRAIN = server.SECONDS_TO_END = float(sys.argv[2])
    settings.ASGI_APPLICATION = "tests.live.stuck.application"
    server.serve(host="127.0.0.1", port=int(sys.argv[1]), ready=lambda: None)
