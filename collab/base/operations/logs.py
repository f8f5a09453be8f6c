"""The log: what happened and where in the code, never what somebody wrote, asked or is called.

Everything of ours uses the ``logging`` module; structlog gives the lines their form. In production
each is a JSON object. An error is kept by its kind and its place in the code: what it says may
quote a text, as PostgreSQL's errors do.
"""

import logging
from typing import Any

import structlog

from .errors import code_lines, kind_of

Event = dict[str, Any]


def _without_words(logger: Any, name: str, event: Event) -> Event:
    """The kind of an error and the lines of code that it came through, in the place of itself."""
    error = event.pop("exc_info", None)
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = kind_of(error)
        event["lines"] = code_lines(error)
    return event


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(allow=["route", "method", "status", "seconds", "person"]),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _without_words,
]


class Lines(structlog.stdlib.ProcessorFormatter):
    """Log lines as JSON objects, or for a person to read.

    Args:
        json: which of the two.
    """

    def __init__(self, json: bool) -> None:
        form: Any = (
            structlog.processors.JSONRenderer()
            if json
            else structlog.dev.ConsoleRenderer(colors=False)
        )
        super().__init__(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, form],
            foreign_pre_chain=SHARED,
        )


class NothingSent(logging.Filter):
    """Lets no line through that Django makes of what a request sent."""

    QUOTING = ("django.security.DisallowedHost", "django.server")

    def filter(self, record: logging.LogRecord) -> bool:
        return not record.name.startswith(self.QUOTING)
