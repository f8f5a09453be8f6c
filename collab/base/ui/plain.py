"""Names as people type them: without minding which apostrophe stands in them, or whether one."""

from functools import reduce
from typing import Any

from django.db.models import F, Func, Value
from django.db.models.functions import Replace

APOSTROPHES = "'’‘ʼ`´"
"""What keyboards and word processors make of an apostrophe."""
WITHOUT = str.maketrans("", "", APOSTROPHES)


def plain(text: str) -> str:
    """A text without its apostrophes, as ``Plain`` has it in the database."""
    return text.translate(WITHOUT)


def plain_of(field: str) -> Func | F:
    """What a column holds, without its apostrophes."""
    without: Any = F(field)
    return reduce(lambda text, mark: Replace(text, Value(mark), Value("")), APOSTROPHES, without)
