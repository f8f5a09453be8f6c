"""The HTML of a mail, made from its plain text: one source, so that the two never differ."""

from dataclasses import dataclass, field

from django.conf import settings
from django.template.loader import render_to_string

ADDRESSES = ("https://", "http://")


@dataclass
class Paragraph:
    """Lines of text, or the words of a button and the address that it leads to."""

    lines: list[str] = field(default_factory=list)
    address: str = ""


def html_of(subject: str, text: str) -> str:
    """The mail as the design system would show it: no picture, nothing fetched from anywhere."""
    return render_to_string(
        "mail/mail.html",
        {
            "subject": subject,
            "paragraphs": [_paragraph(each) for each in text.split("\n\n") if each.strip()],
            "home": settings.PUBLIC_BASE_URL,
        },
    )


def _paragraph(text: str) -> Paragraph:
    lines = text.strip().splitlines()
    last = lines[-1].strip()
    if not last.startswith(ADDRESSES) or " " in last:
        return Paragraph(lines)
    return Paragraph([" ".join(lines[:-1]).removesuffix(":") or last], last)
