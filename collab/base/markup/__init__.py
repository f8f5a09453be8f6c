"""Text that people write: Markdown in, safe HTML out."""

from collab.base.markup.checklist import Item, Section, as_json, from_json
from collab.base.markup.limits import DOCUMENT_LIMIT, MARKUP_VERSION, MESSAGE_LIMIT, TextRefused
from collab.base.markup.rendering import Rendered, render

__all__ = [
    "DOCUMENT_LIMIT",
    "MARKUP_VERSION",
    "MESSAGE_LIMIT",
    "Item",
    "Rendered",
    "Section",
    "TextRefused",
    "as_json",
    "from_json",
    "render",
]
