"""Text that people write: Markdown in, safe HTML out."""

from .checklist import Item, Section, as_json
from .limits import DOCUMENT_LIMIT, MARKUP_VERSION, MESSAGE_LIMIT, TextRefused
from .rendering import Rendered, render

__all__ = [
    "DOCUMENT_LIMIT",
    "MARKUP_VERSION",
    "MESSAGE_LIMIT",
    "Item",
    "Rendered",
    "Section",
    "TextRefused",
    "as_json",
    "render",
]
