from typing import Any

from rest_framework.negotiation import BaseContentNegotiation


class JsonAlways(BaseContentNegotiation):
    """There is one form of each answer, so whatever a client accepts gets it (RFC 9110, 12.4.1)."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        sent = request.content_type.partition(";")[0].strip().lower()
        return next((each for each in parsers if each.media_type == sent), None)

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str = "") -> Any:
        return renderers[0], renderers[0].media_type
