from dataclasses import asdict, dataclass
from typing import Any

from collab.base.markup import DOCUMENT_LIMIT, MARKUP_VERSION, as_json, render


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What somebody wrote, before it is kept. The fields are those of ``Content``."""

    title: str
    kind: str
    summary: str
    setting: str
    problem: str
    evidence: str
    licence: str
    taken_by: str
    body: str
    language: str = "en-GB"

    def as_fields(self) -> dict[str, Any]:
        return asdict(self)

    def rendered(self) -> dict[str, Any]:
        """All fields of ``Content``, the text also as HTML and as a checklist.

        Raises:
            TextRefused: the text cannot be shown safely or quickly.
        """
        return {**self.as_fields(), **rendered(self.body), "markup_version": MARKUP_VERSION}


def rendered(body: str) -> dict[str, Any]:
    """What is kept beside a text: its HTML and its checklist.

    Raises:
        TextRefused: the text cannot be shown safely or quickly.
    """
    shown = render(body, limit=DOCUMENT_LIMIT)
    return {"body_html": shown.html, "checklist": as_json(shown.checklist)}
