import json
import re
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone

from collab.base.access.routes import opens

from .actions import KEPT, NotKept, keep_draft
from .models import Draft
from .policies import KEEP_DRAFTS

PLACE = re.compile(r"/[0-9A-Za-z/_.-]{0,99}")


@opens(KEEP_DRAFTS)
def drafts(request: HttpRequest) -> JsonResponse:
    """The draft of a place, or what is typed there now. For the page's script alone.

    Each answer is a JSON object: with ``fields`` and ``saved`` when read, with ``saved`` when kept,
    with ``says`` when it was not, and empty for none. Read without a place, it has the ``token`` of
    a form, for a page that has none. What a page of somebody else sends, who used this browser
    before, is not taken.
    """
    person: Any = request.user
    if request.method != "POST":
        place = request.GET.get("place")
        return JsonResponse(
            {"token": get_token(request)} if place is None else _draft_in(person, place)
        )
    place, fields = request.POST.get("place", ""), _read(request.POST.get("fields", ""))
    own = request.POST.get("person") == person.uid
    if not own or fields is None or not PLACE.fullmatch(place):
        return JsonResponse({})
    try:
        draft = keep_draft(by=person, place=place, fields=fields)
    except NotKept as refused:
        return JsonResponse({"says": " ".join(refused.messages)})
    return JsonResponse({"saved": draft.at.isoformat()} if draft else {})


def _draft_in(person: Any, place: str) -> dict[str, Any]:
    if not PLACE.fullmatch(place):
        return {}
    since = timezone.now() - KEPT
    draft = Draft.objects.visible_to(person).filter(place=place, at__gte=since).first()
    return {"fields": draft.fields, "saved": draft.at.isoformat()} if draft else {}


def _read(sent: str) -> dict[str, str] | None:
    """Texts by the name of their field, or None for anything else."""
    try:
        fields = json.loads(sent)
    except (ValueError, RecursionError):
        return None
    if isinstance(fields, dict) and all(map(_can_be_kept, (*fields, *fields.values()))):
        return fields
    return None


def _can_be_kept(text: Any) -> bool:
    """PostgreSQL takes neither NUL nor half of a character that UTF-16 writes in two."""
    if not isinstance(text, str) or "\x00" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
