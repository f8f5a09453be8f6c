"""The tokens of somebody's programs."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from collab.base.accounts.models import Person
from collab.base.forgetting.leaving import Chapter, Part, Rows, chosen_from

from .models import Token
from .scopes import Scope


def tokens_of(person: Person) -> Rows:
    rows = Token.objects.filter(user=person)
    yield from rows.values("name", "scopes", "created", "expiry", "used_on")


TOKENS = Part(
    "tokens",
    tokens_of,
    Chapter.PROGRAMS,
    _("Access tokens"),
    {
        "name": _("Name"),
        "scopes": _("What it may do"),
        "created": _("Made"),
        "expiry": _("Works until"),
        "used_on": _("Last used"),
    },
    {"scopes": chosen_from(Scope)},
)


def forget_tokens(person: Person, at: datetime) -> None:
    Token.objects.filter(user=person).delete()
