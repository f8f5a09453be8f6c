"""How a page is opened: find the subject among what is visible, then ask for the permission."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from .permissions import SITE, NotPermitted, Permission, may

View = Callable[..., HttpResponse]


def opens(
    needed: Permission,
    on: type[Model] | None = None,
    by: str = "uid",
    *,
    over: object = SITE,
    hidden: bool = False,
) -> Callable[[View], View]:
    """Open a view only to those who hold a permission.

    What the person may not see is missing: the same 404 by the same path as what never was. What
    they see but may not do leads to sign-in when signed out, and to a 403 page when signed in. A
    form that is sent signed out leads to sign-in always, whether its subject is there or not.

    Args:
        needed: the permission.
        on: the model whose row the address names; the view receives the row in the place of its
            identifier. Its manager has ``named(identifier)`` when it is found by more than a uid.
        by: the address's part that names the row.
        over: what the permission is held over, where the address names no row.
        hidden: whoever may not open it is told what an address that never was tells.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            try:
                found = () if on is None else (find_visible(on, request.user, kwargs.pop(by)),)
            except Http404:
                if _session_may_have_ended(request):
                    return redirect_to_login(page_to_come_back_to(request))
                raise
            subject = found[0] if found else over
            if not may(request.user, needed, subject):
                if hidden:
                    raise Http404
                if not request.user.is_authenticated:
                    return redirect_to_login(page_to_come_back_to(request))
                raise NotPermitted(needed, subject)
            return view(request, *found, **kwargs)

        opened.permission = needed  # type: ignore[attr-defined]  # a view tells what opens it
        opened.of = on  # type: ignore[attr-defined]  # a view tells what opens it
        return opened

    return decorate


def _session_may_have_ended(request: HttpRequest) -> bool:
    """Nobody types a form's address: whoever sends one signed out was signed in at its page."""
    return request.method not in ("GET", "HEAD") and not request.user.is_authenticated


def page_to_come_back_to(request: HttpRequest) -> str:
    """The page asked for. Whoever sent a form comes back to where it stood: its own address may
    show nothing."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    referrer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referrer, allowed_hosts={request.get_host()}):
        return "/"
    path = urlsplit(referrer)._replace(scheme="", netloc="", fragment="").geturl()
    return path if url_has_allowed_host_and_scheme(path, allowed_hosts=None) else "/"


def find_visible(model: Any, person: Any, identifier: str) -> Any:
    """The row of that identifier, if this person may see it.

    Raises:
        Http404: there is none, or none for them.
    """
    for row in model.objects.visible_to(person).named(identifier)[:1]:
        return row
    raise Http404
