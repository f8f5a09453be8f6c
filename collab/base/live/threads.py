"""Database work for the sockets, on a few threads of its own.

Channels' own ORM helpers share one thread in the whole process: one slow query there would hold
up every socket.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import close_old_connections

Given = ParamSpec("Given")
Result = TypeVar("Result")

_threads = ThreadPoolExecutor(settings.LIVE_THREADS, thread_name_prefix="live")


async def in_thread(
    work: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs
) -> Result:
    """Run blocking work off the event loop, with database connections left as they were found."""

    def tidily() -> Result:
        close_old_connections()
        try:
            return work(*args, **kwargs)
        finally:
            close_old_connections()

    return await asyncio.get_running_loop().run_in_executor(_threads, tidily)
