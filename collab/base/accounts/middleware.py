"""What each request of somebody who is signed in means for their session."""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from collab.base.access.routes import page_to_come_back_to
from collab.base.operations.outages import unless_disk_is_full

from .second_factor import lacks_second_factor
from .sessions import SessionStore

OPEN_WITHOUT_SECOND_FACTOR = {
    "second_factor",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "account_reauthenticate",
    "account_confirm_email",
    "account_logout",
    "still_you",
    "openid_connect_login",
    "openid_connect_callback",
    "help",
    "help_writing",
    "help_permissions",
    "help_accessibility",
    "help_privacy",
}


class PersonMiddleware(AuthenticationMiddleware):
    """Django's, which looks nobody up again who came with their session."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = cast(Any, SimpleLazyObject(lambda: _person_of(request)))


def _person_of(request: HttpRequest) -> Any:
    """Whose session it is, if all is as at signing in; whatever is not, Django decides about."""
    session = cast(SessionStore, request.session)
    signed_in = session.get(SESSION_KEY)  # which reads the session
    person = session.person
    if (
        person
        and person.is_active
        and signed_in == str(person.pk)
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())
    ):
        cast(Any, request)._cached_user = person  # where Django looks first
    return get_user(request)


class SamePersonMiddleware(MiddlewareMixin):
    """Refuses what a page's script sends for somebody else than is signed in now.

    On a ward several people use one computer: a page that one left open must not write under the
    name of the next. Forms that a script does not send are safe from this: whoever signs in has new
    tokens.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        made_for = request.headers.get("X-Person")
        if request.path.startswith("/api/"):  # where no cookie counts
            return None
        if not made_for or not request.user.is_authenticated or made_for == request.user.uid:
            return None
        says = _("Somebody else is signed in now. Load the page again.")
        return HttpResponse(says, status=409, content_type="text/plain")


class SessionInUseMiddleware(MiddlewareMixin):
    """A request puts off the end of its session; an open socket does not."""

    def process_request(self, request: HttpRequest) -> None:
        if SESSION_KEY in request.session:
            with unless_disk_is_full():
                cast(SessionStore, request.session).used(timezone.now())


class SecondFactorMiddleware(MiddlewareMixin):
    """Leads those who must have a second factor to where they add one, whatever they ask for.

    They are not shown the product with less in it meanwhile: that would have to be right in each
    place that asks what somebody is, and would look as if their rights were lost.
    """

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match and match.url_name in OPEN_WITHOUT_SECOND_FACTOR:
            return None
        if not request.user.is_authenticated or not lacks_second_factor(request.user):
            return None
        if request.headers.get("X-Person"):
            says = _("Add a second step to sign in first.")
            return HttpResponse(says, status=428, content_type="text/plain")
        goes_to = urlencode({"next": page_to_come_back_to(request)})
        return redirect(f"{reverse('second_factor')}?{goes_to}")
