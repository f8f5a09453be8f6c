"""One operation of the API: found, allowed, understood, done by an action, and answered.

Every endpoint is a class with an address; each of its methods declares with ``@operation`` the
permission and the scope that it takes, what it is sent and what it gives. The sweep of the tests
and the description of the API read the same declarations.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_filters import FilterSet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from drf_spectacular.utils import inline_serializer as inline
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated, UnsupportedMediaType
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response
from rest_framework.views import APIView

from collab.base.access.keys import can_be_key
from collab.base.access.permissions import SITE, NotPermitted, Permission, may
from collab.base.access.routes import find_visible
from collab.base.markup import TextRefused
from collab.base.ui.paging import Page, begins_a_page, page_of

from .problems import CONTENT_TYPE, NotInScope, Problem, Refused, etag, invalid
from .scopes import Scope
from .serializers import Taken

KEY = "Idempotency-Key"


@dataclass(frozen=True)
class Declared:
    """What an operation takes and gives. One that ``sends`` answers with bytes.

    What ``makes`` something is ``keyed``, so that a repeat makes nothing more. What gives a thing
    with a version gives its ETag, and what changes it asks for that: whatever ``takes`` something,
    and what is ``of_version`` though it takes nothing.
    """

    needed: Permission
    scope: Scope
    takes: type[Taken] | None = None
    gives: type[serializers.Serializer] | None = None
    filters: type[FilterSet] | None = None
    lists: bool = False
    makes: bool = False
    keyed: bool = False
    sends: bool = False
    of_version: bool = False
    over: Any = field(default=SITE)

    @property
    def versioned(self) -> bool:
        gives = self.gives
        return gives is not None and not self.lists and "version" in gives._declared_fields


class Endpoint(APIView):
    """An address of the API. ``of`` is the model whose row the address names, by ``by``.

    What a person may not see is missing, by the same path as what never was.
    """

    of: type[Model] | None = None
    by = "uid"
    declared: dict[str, Declared]

    def __init_subclass__(cls) -> None:
        handlers = ((name, getattr(cls, name, None)) for name in cls.http_method_names)
        declared = ((name.upper(), getattr(each, "declared", None)) for name, each in handlers)
        cls.declared = {verb: each for verb, each in declared if each}

    @classmethod
    def as_view(cls, **kwargs: Any) -> Any:
        view = super().as_view(**kwargs)
        view.permission = next(iter(cls.declared.values())).needed
        view.declared = cls.declared
        view.of = cls.of
        return view

    def finds(self, names: dict[str, Any]) -> tuple[Any, ...]:
        if self.of is None:
            return ()
        return (find_visible(self.of, self.request.user, names.pop(self.by)),)

    def asks_for(self, rows: QuerySet[Any], order: tuple[str, ...]) -> Page:
        """The page of a list that the address asks for, by its filters and ``after``."""
        filters = self.declared["GET"].filters  # HEAD asks for the same
        known = {"after", *(filters.base_filters if filters else ())}
        if unknown := sorted(self.request.query_params.keys() - known):
            raise invalid({name: [_("There is no filter of this name.")] for name in unknown})
        if filters is not None:
            filtering = filters(self.request.query_params, queryset=rows, request=self.request)
            if not filtering.is_valid():
                raise invalid({name: list(each) for name, each in filtering.errors.items()})
            rows = filtering.qs
        after = self.request.query_params.get("after", "")
        if after and not begins_a_page(after, rows, order):
            raise invalid({"after": [_("No page begins here. Use “next” as it was given.")]})
        return page_of(rows, order=order, after=after)

    @property
    def key(self) -> str | None:
        """The request's own key, so that a repeat does nothing more."""
        sent: str | None = self.request.headers.get(KEY)
        if sent is not None and not can_be_key(sent):
            raise Refused(
                400,
                _("That cannot be an Idempotency-Key"),
                _("Send 1 to 64 letters, digits, “-” and “_”, and new ones with a new request."),
            )
        return sent

    @property
    def started_from(self) -> int:
        """The version that the writer read, by ``If-Match``."""
        sent = self.request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
        if not sent:
            raise Refused(
                428,
                _("Say which version you change"),
                _("Read it, and send its ETag as If-Match."),
            )
        if not sent.isascii() or not sent.isdigit() or len(sent) > 9:
            raise Refused(412, _("There is no such version"), _("Send the ETag as it was given."))
        return int(sent)


def absolute(path: str) -> str:
    return f"{settings.PUBLIC_BASE_URL}{path}"


def operation(
    needed: Permission, scope: Scope, **how: Any
) -> Callable[[Callable[..., Any]], Callable[..., Response]]:
    """Declare a method of an endpoint. It gets the row that the address names, then as keywords
    what the request brings, and returns a row, a page of rows, or None.

    Args:
        needed: the permission that it takes, over the row that the address names.
        scope: the scope that a token needs for it.
        how: the other fields of ``Declared``.
    """
    declared = Declared(needed, scope, **how)

    def decorate(method: Callable[..., Any]) -> Callable[..., Response]:
        @wraps(method)
        def answered(endpoint: Endpoint, request: Any, **names: Any) -> Response:
            if request.auth and not request.auth.allows(scope):
                raise NotInScope(scope)
            found = endpoint.finds(names)
            over = found[0] if found else declared.over
            if not may(request.user, needed, over):
                raise NotPermitted(needed, over)
            if request.method not in SAFE_METHODS and not request.user.is_authenticated:
                raise NotAuthenticated
            brought = {}
            if declared.takes:
                context = {"person": request.user, "subject": found[0] if found else None}
                taken = declared.takes(data=_sent(request), context=context)
                taken.is_valid(raise_exception=True)
                brought = taken.validated_data
            try:
                result = method(endpoint, request, *found, **names, **brought)
            except TextRefused as refused:
                field = declared.takes.asks if declared.takes else ""
                raise invalid({field: [str(refused.message)]}) from refused
            return _answer(declared, request, result)

        answered.declared = declared  # type: ignore[attr-defined]  # its class gathers them
        return _described(declared)(answered)

    return decorate


def _sent(request: Any) -> Any:
    if request.method == "DELETE":  # a body would have no meaning with it (RFC 9110, 9.3.5)
        return request.query_params
    # Of a form that is none of its own REST framework would say that nothing was sent.
    kind = request.content_type
    if kind and not request.negotiator.select_parser(request, request.parsers):
        raise UnsupportedMediaType(kind)
    return request.data


def _answer(declared: Declared, request: HttpRequest, result: Any) -> Any:
    if declared.sends:
        return result
    if declared.gives is None:
        return Response(status=204)
    context = {"absolute": absolute, "request": request}
    if declared.lists:
        following = ""
        if result.after:
            query = request.GET.copy()
            query["after"] = result.after
            following = absolute(f"{request.path}?{query.urlencode()}")
        items = declared.gives(result.rows, many=True, context=context).data
        return Response({"items": items, "next": following or None})
    body = declared.gives(result, context=context).data
    headers = {"ETag": etag(body["version"])} if declared.versioned else {}
    return Response(body, status=201 if declared.makes else 200, headers=headers)


def _described(declared: Declared) -> Callable[..., Any]:
    """The same for the description of the API."""
    success: Any = OpenApiResponse(description="Done.")
    code = 204
    if declared.gives:
        success, code = declared.gives, 201 if declared.makes else 200
    if declared.lists:
        success = _page_described(declared.gives)  # type: ignore[arg-type]  # lists give
    parameters: list[Any] = [declared.filters] if declared.filters else []
    if declared.takes and declared.gives is None:
        parameters.append(declared.takes)
    headers = []
    if declared.lists:
        parameters = [_query("after", "Where a page begins: from “next”.")]
        parameters += [_query(*each) for each in _filters(declared.filters)]
    if declared.keyed or declared.makes:
        says = "Your own key, at most 64 characters: a repeat does nothing more."
        headers.append((KEY, says, False))
    if declared.of_version or (declared.versioned and declared.takes and not declared.makes):
        headers.append(("If-Match", "The ETag of the version that you change.", True))
    parameters += [
        OpenApiParameter(
            name, OpenApiTypes.STR, OpenApiParameter.HEADER, description=says, required=required
        )
        for name, says, required in headers
    ]
    return extend_schema(
        request=declared.takes,
        parameters=parameters,
        responses={
            **({(200, "*/*"): OpenApiTypes.BINARY} if declared.sends else {code: success}),
            ("default", CONTENT_TYPE): Problem,
        },
        extensions={"x-scope": declared.scope.value, "x-permission": declared.needed.key},
    )


@cache
def _page_described(gives: type[serializers.Serializer]) -> Any:
    """A page of these, the same for each list of them."""
    name = gives.__name__.removesuffix("Given")
    return inline(
        f"{name}Page",
        {
            "items": gives(many=True),
            "next": serializers.URLField(allow_null=True, help_text="The next page."),
        },
    )


def _query(name: str, says: str, values: list[str] | None = None) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, description=says, enum=values)


def _filters(filters: type[FilterSet] | None) -> list[tuple[str, str, list[str] | None]]:
    if filters is None:
        return []
    return [
        (
            name,
            str(each.label or ""),
            [str(value) for value, _label in each.extra.get("choices", ())] or None,
        )
        for name, each in filters.base_filters.items()
    ]
