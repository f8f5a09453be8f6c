"""What people write: the texts of the demo story, each rendered once."""

from functools import cache
from typing import Any

from collab.demo import reading
from collab.interventions.drafts import Draft
from discussions.actions import rendered

MORE = "\n\nWe look at this again each spring.\n"
NOT_OF_THE_TEXT = {"at", "by", "space", "note"}


@cache
def messages() -> list[dict[str, Any]]:
    """The fields of a message that its text makes."""
    bodies = [message.body for thread in reading.threads() for message in thread.messages]
    return [{"body": body, **rendered(body)} for body in bodies]


@cache
def titles() -> list[str]:
    return [thread.head["title"] for thread in reading.threads()]


@cache
def documents() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Of each document the fields that it makes of an intervention and of a version: as it was
    first, and with a line more."""
    first = [document for document in reading.documents() if document.number == 1]
    return [(_draft(each).rendered(), _draft(each, MORE).rendered()) for each in first]


def _draft(document: reading.Document, more: str = "") -> Draft:
    head = {name: said for name, said in document.head.items() if name not in NOT_OF_THE_TEXT}
    return Draft(**head, body=f"{document.body}{more}")
