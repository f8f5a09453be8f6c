from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

from .actions import drop_draft


class TakenDraftsMiddleware(MiddlewareMixin):
    """A form that was taken leads to another page: what was typed into it is a draft no more, even
    if its browser has no time left to say so."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        person: Any = getattr(request, "user", None)
        leads_on = response.status_code == 302 and not response["Location"].startswith("/accounts/")
        if request.method == "POST" and leads_on and person and person.is_authenticated:
            drop_draft(by=person, place=request.path)
        return response
