"""Links. Only addresses on the web and e-mail addresses become links; the rest stays as typed."""

import re
import xml.etree.ElementTree as etree

from markdown.inlinepatterns import InlineProcessor
from markdown.util import ETX, STX, AtomicString

SAFE_URL = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@]+@)[^\s]*$", re.IGNORECASE)

# Possessive throughout: each character is looked at a fixed number of times.
LINK = (
    r"\[((?:[^\[\]]++|\[[^\[\]]*+\])++)\]"
    r"\(\s*+(?:<([^<>\n]*+)>|((?:[^\s()<>]++|\([^\s()<>]*+\))*+))"
    r"(?:\s++(?:\"[^\"\n]*+\"|'[^'\n]*+'))?+\s*+\)"
)
ANGLED = r"<((?:https?://|mailto:)?+[^\s<>]++)>"
BARE = rf"(?<![\w/@.:])https?://[^\s<>\"*`{STX}{ETX}]++"
TRAILING = ".,:;!?'_~"


def anchor(url: str, text: str) -> etree.Element:
    element = etree.Element("a", href=url)
    element.text = text
    return element


class LinkProcessor(InlineProcessor):
    """``[text](https://…)``. An image's ``![text](…)`` becomes a link too: nothing is loaded."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str):
        url = self.unescape(m[2] or m[3] or "").strip()
        if not SAFE_URL.match(url):
            return None, None, None
        return anchor(url, m[1]), m.start(), m.end()


class AngledProcessor(InlineProcessor):
    """``<https://…>`` and ``<name@example.org>``."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str):
        text = self.unescape(m[1])
        url = text if ":" in text else f"mailto:{text}"
        if not SAFE_URL.match(url):
            return None, None, None
        return anchor(url, AtomicString(text)), m.start(), m.end()


class BareProcessor(InlineProcessor):
    """An address in running text, without the punctuation that ends its sentence."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str):
        url = without_trailing(m[0])
        if not SAFE_URL.match(url):
            return None, None, None
        return anchor(url, AtomicString(url)), m.start(), m.start() + len(url)


def without_trailing(url: str) -> str:
    """ "(see https://a.org/b)." links https://a.org/b; a bracket that the address opened stays."""
    while url:
        if url[-1] in TRAILING:
            url = url.rstrip(TRAILING)
        elif url[-1] == ")" and url.count(")") > url.count("("):
            url = url[:-1]
        else:
            break
    return url
