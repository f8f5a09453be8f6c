from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.utils import timezone
from knox.models import AbstractAuthToken, AuthTokenManager

from collab.base.access.uid import UidField
from collab.base.security.retention import Record, Retention, Then

from .scopes import Scope


class TokenQuerySet(models.QuerySet["Token"]):
    def visible_to(self, person: Any) -> Self:
        """A person's own, those that still work."""
        return self.filter(user=person.pk, expiry__gt=timezone.now())

    def named(self, identifier: str) -> Self:
        return self.filter(uid=identifier)


class TokenManager(AuthTokenManager.from_queryset(TokenQuerySet)):
    pass


class Token(AbstractAuthToken):
    """A key with which a program acts for a person, for some purposes and until a date.

    Only its hash is kept. ``used_on`` is the last day on which it was used.
    """

    retention = Retention(
        record=Record.SYSTEM,
        time=timedelta(days=30),
        counted_from="expiry",
        then=Then.DELETE,
        written=("name",),
        secrets=("digest", "token_key"),
        codes=("scopes",),
    )

    uid = UidField()
    name = models.CharField(max_length=60)
    scopes = models.JSONField(default=list)
    used_on = models.DateField(null=True, blank=True)

    objects = TokenManager()

    def allows(self, scope: Scope) -> bool:
        return scope in self.scopes

    @property
    def scope_names(self) -> list[str]:
        return [str(scope.label) for scope in Scope if scope in self.scopes]


LIFETIMES = [timedelta(days=days) for days in (7, 30, 90, 365)]
