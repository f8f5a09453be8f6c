"""Whether it is still them: for people whose only way in is an account elsewhere.

Django-allauth asks for a password or a code, and lets those through who have neither.
"""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.http import HttpRequest

from .models import Person

SHOWN_AT = "still_you_at"
"""Where a session remembers when that was, in seconds since 1970."""


def only_elsewhere(person: Any) -> bool:
    """Whether somebody has nothing here that they could show once more."""
    return isinstance(person, Person) and not get_reauthentication_flows(person)


def was_there_just_now(request: HttpRequest) -> bool:
    """Whether they have shown it within the last five minutes. To have signed in is not enough: a
    provider where somebody is signed in still lets whoever sits there through."""
    last: float = request.session.get(SHOWN_AT, 0.0)
    return time.time() - last < app_settings.REAUTHENTICATION_TIMEOUT


def comes_back(request: HttpRequest) -> None:
    """Somebody who is signed in has shown elsewhere that it is still them."""
    request.session[SHOWN_AT] = time.time()


def providers_of(person: Any) -> list[dict[str, Any]]:
    """Where they can show it: what the environment says of the providers of their accounts."""
    used = set(SocialAccount.objects.filter(user=person).values_list("provider", flat=True))
    return [each for each in settings.OIDC_PROVIDERS if each["provider_id"] in used]
