"""The mails that the product sends: without a mail server they stand in what it prints."""

import re
from collections.abc import Iterator
from email import message_from_string

from tests.jobs import until
from tests.journeys.conftest import Server

BETWEEN_MAILS = "-" * 79
LINK = re.compile(r"https?://\S+")


def link_mailed_to(address: str, the_product: Server) -> str:
    """The link in the newest mail to this address, which is sent a moment after the answer."""
    found: list[str] = []
    until(lambda: found.extend(links(address, the_product)) or found, seconds=10)
    return found[0]


def links(address: str, the_product: Server) -> Iterator[str]:
    for part in reversed(the_product.log.split(BETWEEN_MAILS)):
        mail = message_from_string(part[max(part.find("Content-Type:"), 0) :])
        if mail["To"] == address:
            text = mail.get_payload(decode=True)
            assert isinstance(text, bytes)
            yield LINK.search(text.decode()).group()  # type: ignore[union-attr]
