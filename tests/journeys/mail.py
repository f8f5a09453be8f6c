"""The mails that the product sends: without a mail server they stand in what it prints."""

import re
from email import message_from_string

from tests.journeys.conftest import Server

BETWEEN_MAILS = "-" * 79
LINK = re.compile(r"https?://\S+")


def link_mailed_to(address: str, the_product: Server) -> str:
    """The link in the newest mail to this address; fails if there is none."""
    for part in reversed(the_product.log.split(BETWEEN_MAILS)):
        mail = message_from_string(part[max(part.find("Content-Type:"), 0) :])
        if mail["To"] == address:
            text = mail.get_payload(decode=True)
            assert isinstance(text, bytes)
            return LINK.search(text.decode()).group()  # type: ignore[union-attr]
    raise AssertionError(f"No mail went to {address}.")
