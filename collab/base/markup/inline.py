"""Links. Only addresses on the web and e-mail addresses become links; the rest stays as typed."""

import re
import xml.etree.ElementTree as etree

from markdown.inlinepatterns import BacktickInlineProcessor, InlineProcessor
from markdown.util import ETX, STX, AtomicString

SAFE_URL = re.compile(r"(?:https?://[^\s\"<>/]|mailto:[^\s\"<>@]+@)[^\s\"<>]*$", re.IGNORECASE)

# Possessive and bounded: however the signs are arranged, each character is looked at a fixed
# number of times. What goes beyond (twenty other runs of ` inside code) stays as typed.
CODE = (
    r"(?:(?<!\\)((?:\\{2})+)(?=`)"
    r"|(?<![\\`])(`++)([^`]++(?:(?!\2(?!`))`++[^`]++){0,20}?)\2(?!`))"
)
LINK = (
    r"\[((?:[^\[\]]++|\[[^\[\]]*+\])++)\]"
    r"\(\s*+(?:<([^<>\n]*+)>|((?:[^\s()<>]++|\([^\s()<>]*+\))*+))"
    r"(?:\s++(?:\"[^\"\n]*+\"|'[^'\n]*+'))?+\s*+\)"
)
ANGLED = r"<((?:https?://|mailto:)?+[^\s<>]++)>"
BARE = rf"(?<![\w/@.:])https?://[^\s<>\"*`{STX}{ETX}]++"
TRAILING = ".,:;!?'_~"


Handled = tuple[etree.Element | None, int | None, int | None]
NOTHING: Handled = (None, None, None)


class CodeProcessor(BacktickInlineProcessor):
    """`code`, also between longer runs of the sign."""

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:
        if m[1]:
            return super().handleMatch(m, data)
        code = etree.Element("code")
        code.text = AtomicString(m[3].strip())
        return code, m.start(), m.end()


def anchor(url: str, text: str) -> etree.Element:
    element = etree.Element("a", href=url)
    element.text = text
    return element


class LinkProcessor(InlineProcessor):
    """``[text](https://…)``. An image's ``![text](…)`` becomes a link too: nothing is loaded."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:
        url = self.unescape(m[2] or m[3] or "").strip()
        if not SAFE_URL.match(url):
            return NOTHING
        return anchor(url, m[1]), m.start(), m.end()


class AngledProcessor(InlineProcessor):
    """``<https://…>`` and ``<name@example.org>``."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:
        text = self.unescape(m[1])
        url = text if ":" in text else f"mailto:{text}"
        if not SAFE_URL.match(url):
            return NOTHING
        return anchor(url, AtomicString(text)), m.start(), m.end()


class BareProcessor(InlineProcessor):
    """An address in running text, without the punctuation that ends its sentence."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:
        url = without_trailing(m[0])
        if not SAFE_URL.match(url):
            return NOTHING
        return anchor(url, AtomicString(url)), m.start(), m.start() + len(url)


def without_trailing(url: str) -> str:
    """In "(see https://a.org/b)." it is https://a.org/b; brackets opened in the address stay."""
    end = len(url)
    unopened = url.count(")") - url.count("(")
    while end and (url[end - 1] in TRAILING or (url[end - 1] == ")" and unopened > 0)):
        end -= 1
        unopened -= url[end] == ")"
    return url[:end]
