"""What went wrong, as RFC 9457 has it, in the words that pages use."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.http import Http404, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from rest_framework import exceptions, serializers, status

from collab.base.access.permissions import NotPermitted
from collab.base.access.refusals import note_refusal
from collab.base.access.versions import Removed, Stale
from collab.base.live.idempotency import KeyUsedForOtherText

from .authentication import OwnerLacksSecondFactor
from .scopes import Scope

CONTENT_TYPE = "application/problem+json"

Errors = dict[str, list[str]]


class Problem(serializers.Serializer):
    """Why a request was refused, and what to do."""

    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="What to change, by the name of the field.",
    )
    identifies_nobody = serializers.CharField(
        required=False,
        help_text="Send it back with exactly these texts to state that they identify nobody.",
    )


class Refused(Exception):
    """A request that cannot be done as it is.

    Args:
        code: the HTTP status.
        title: what is wrong.
        detail: what to do.
        errors: the same for each field.
        headers: what else the answer carries.
    """

    def __init__(
        self,
        code: int,
        title: str,
        detail: str,
        *,
        errors: Errors | None = None,
        headers: dict[str, str] | None = None,
        **more: str,
    ) -> None:
        super().__init__(title)
        self.code, self.headers = code, headers or {}
        self.body = {"title": title, "status": code, "detail": detail, **more}
        if errors:
            self.body["errors"] = errors


class NotInScope(exceptions.PermissionDenied):
    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        super().__init__(
            _("This token is not for that. Make one with the scope “%(scope)s”.")
            % {"scope": scope.value}
        )


_translated: dict[type[Exception], Callable[[Any], Refused]] = {}


def translate(kind: type[Exception], into: Callable[[Any], Refused]) -> None:
    """Say which problem an action's refusal is; the same for its subclasses."""
    _translated[kind] = into


def conflict(refusal: Exception) -> Refused:
    """What stands in the way is how things are; the refusal's words say what."""
    says = " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
    return Refused(status.HTTP_409_CONFLICT, _("That is not possible now"), says)


def invalid(errors: Errors) -> Refused:
    return Refused(
        status.HTTP_422_UNPROCESSABLE_ENTITY,
        _("There is a problem"),
        " ".join(dict.fromkeys(says for each in errors.values() for says in each)),
        errors=errors,
    )


def answer(error: Exception, context: dict[str, Any]) -> JsonResponse | None:
    """DRF's exception handler: every refusal as a problem. None lets an error of ours through."""
    if isinstance(error, NotPermitted) and not context["request"].user.is_authenticated:
        error = exceptions.NotAuthenticated()
    match error:
        case NotPermitted():
            note_refusal(context["request"], over=error.over, permission=error.needed.key)
        case NotInScope():
            note_refusal(context["request"], scope=error.scope.value)
    refusal = _refusal(error)
    if refusal is None:
        return None
    return JsonResponse(
        refusal.body,
        status=refusal.code,
        headers=refusal.headers,
        content_type=CONTENT_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )


def etag(version: int) -> str:
    return f'"{version}"'


def _refusal(error: Exception) -> Refused | None:
    for kind, into in _translated.items():
        if isinstance(error, kind):
            return into(error)
    match error:
        case Refused():
            return error
        case Http404() | exceptions.NotFound():
            return Refused(404, _("Nothing here"), _("There is nothing at this address."))
        case RequestDataTooBig():
            return Refused(
                413, _("That is too large"), _("Send less at once. Nothing has changed.")
            )
        case SuspiciousOperation() | BadRequest() | MultiPartParserError():
            return _from_rest_framework(exceptions.ParseError())
        case NotPermitted():
            detail = _("It takes the right to: %(sentence)s.") % {"sentence": error.needed.sentence}
            return Refused(403, _("You may not do that"), detail)
        case PermissionDenied():
            return Refused(403, _("You may not do that"), _("This is not open to you."))
        case Stale():
            return Refused(
                412,
                _("Somebody else has changed it"),
                _("Read it again, then send your change with the new ETag."),
                headers={"ETag": etag(error.current.version)},
            )
        case Removed():
            return Refused(410, _("It was removed"), _("What was removed cannot be changed."))
        case KeyUsedForOtherText():
            return Refused(
                422,
                _("This Idempotency-Key was used for something else"),
                _("Send a new key with a new request."),
            )
        case exceptions.ValidationError():
            return invalid(_by_field(error.detail))
        case ValidationError():
            return invalid({"": error.messages})
        case exceptions.APIException():
            return _from_rest_framework(error)
    return None


def _from_rest_framework(error: exceptions.APIException) -> Refused:
    match error:
        case OwnerLacksSecondFactor():
            says = (
                _("This token waits for its owner"),
                _("They must add a second step to sign in first: see “How you sign in”."),
            )
        case exceptions.AuthenticationFailed():
            says = _("This token is not valid"), _("It has expired, was revoked, or is mistyped.")
        case exceptions.NotAuthenticated():
            says = _("This takes a token"), _("Send one as “Authorization: Bearer …”.")
        case exceptions.ParseError():
            says = _("The request cannot be read"), _("Send one JSON object, in UTF-8.")
        case exceptions.MethodNotAllowed():
            says = _("This address does not take that"), _("See the header Allow for what it does.")
        case exceptions.UnsupportedMediaType():
            says = (
                _("The request cannot be read"),
                _("Send JSON as application/json, and a file as multipart/form-data."),
            )
        case exceptions.NotAcceptable():
            says = _("There is no such form of it"), _("Ask for application/json.")
        case _:
            says = _("You may not do that"), str(error.detail)
    headers = {"WWW-Authenticate": "Bearer"} if error.status_code == 401 else {}
    return Refused(error.status_code, *says, headers=headers)


def _by_field(detail: Any, within: str = "") -> Errors:
    """Errors of nested fields by their whole name, such as "content.title"."""
    if isinstance(detail, list):
        if all(isinstance(each, str) for each in detail):
            return {within: [str(each) for each in detail]}
        detail = {str(place): each for place, each in enumerate(detail) if each}
    found: Errors = {}
    for name, each in detail.items():
        name = "" if name == "non_field_errors" else str(name)
        found |= _by_field(each, ".".join(filter(None, (within, name))))
    return found
