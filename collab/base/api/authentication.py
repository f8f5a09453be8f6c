"""Who a request comes from: the person whose token it carries, or nobody.

A session counts for nothing here, so no page of another site can use the API in somebody's name.
"""

from typing import Any

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from collab.base.accounts.second_factor import lacks_second_factor
from collab.base.operations.outages import unless_disk_is_full

from .models import Token


class OwnerLacksSecondFactor(AuthenticationFailed):
    """They hold so much that their programs wait, too, until they have added one."""


class BearerToken(TokenAuthentication):
    """Knox's, with a kind word for a secret that is none, and the day of the last use kept."""

    def authenticate(self, request: Any) -> Any:
        known = super().authenticate(request)
        if known:
            request._request._api_person = known[0]  # for the log
        return known

    def authenticate_credentials(self, token: bytes) -> Any:
        try:
            person, found = super().authenticate_credentials(token)
        except (UnicodeDecodeError, ValueError) as error:
            raise AuthenticationFailed from error
        if lacks_second_factor(person):
            raise OwnerLacksSecondFactor
        today = timezone.localdate()
        if found.used_on != today:
            with unless_disk_is_full():
                Token.objects.filter(pk=found.pk).update(used_on=today)
        return person, found


class BearerTokenScheme(OpenApiAuthenticationExtension):
    target_class = BearerToken
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> Any:
        return {"type": "http", "scheme": "bearer"}
