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
        shown = render(self.body, limit=DOCUMENT_LIMIT)
        return self.as_fields() | {
            "body_html": shown.html,
            "checklist": as_json(shown.checklist),
            "markup_version": MARKUP_VERSION,
        }
