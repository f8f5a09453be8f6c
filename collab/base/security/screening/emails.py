"""Email addresses of people. A shared mailbox, such as "info@" or "falls.team@", is nobody's."""

import re
from collections.abc import Iterator

from .spans import Span

ADDRESS = re.compile(r"(?<![\w.+-])(?P<who>[\w.+-]{1,64})@[\w-]+(?:\.[\w-]+)+")
SHARED = re.compile(
    r"(?:^|[._-])(?:info|contact|enquiries|enquiry|admin|office|team|support|help|helpdesk|press|pals"
    r"|feedback|safety|patientsafety|falls|reception|ward\d*|noreply|no-reply|library|events|network"
    r"|improvement|collab|you|name|example)(?:$|[._-])",
    re.IGNORECASE,
)


def emails(text: str) -> Iterator[Span]:
    if "@" not in text:
        return
    for match in ADDRESS.finditer(text):
        if not SHARED.search(match["who"]):
            yield match.span()
