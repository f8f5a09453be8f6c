"""What may be kept of an error: its kind and where it arose, never what it says. That may quote an
address or a text."""

import traceback


def kind_of(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def code_lines(error: BaseException) -> str:
    return getattr(error, "code_lines", "") or "".join(traceback.format_tb(error.__traceback__))
