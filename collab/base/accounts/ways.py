"""By which ways somebody signs in, and where they are signed in: what their own page shows."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.utils.crypto import salted_hmac

from .devices import device_in_words
from .models import Person, Session


@dataclass(frozen=True)
class Passkey:
    name: str
    handle: str
    added_at: datetime
    used_at: datetime | None


@dataclass
class SecondFactor:
    """What somebody has beside their password."""

    app_added_at: datetime | None = None
    passkeys: tuple[Passkey, ...] = ()
    codes_left: int = 0

    @property
    def is_there(self) -> bool:
        return bool(self.app_added_at or self.passkeys)


@dataclass(frozen=True)
class Elsewhere:
    name: str
    handle: str
    added_at: datetime


def handle_of(way: Authenticator | SocialAccount) -> str:
    """What an address calls a passkey or an account elsewhere by: database ids never leave."""
    return salted_hmac(way._meta.label, str(way.pk)).hexdigest()[:16]


def name_of(account: SocialAccount) -> str:
    """What the environment calls the provider of an account elsewhere."""
    named = {each["provider_id"]: each["name"] for each in settings.OIDC_PROVIDERS}
    return str(named.get(account.provider, account.provider))


def elsewhere_of(person: Person) -> list[Elsewhere]:
    """The accounts elsewhere with which somebody signs in here."""
    found = SocialAccount.objects.filter(user=person).order_by("date_joined")
    return [Elsewhere(name_of(each), handle_of(each), each.date_joined) for each in found]


def second_factor_of(person: Person) -> SecondFactor:
    has = SecondFactor()
    for each in Authenticator.objects.filter(user=person).order_by("created_at"):
        if each.type == Authenticator.Type.TOTP:
            has.app_added_at = each.created_at
        elif each.type == Authenticator.Type.RECOVERY_CODES:
            has.codes_left = len(each.wrap().get_unused_codes())
        else:
            name = each.wrap().name
            has.passkeys += (Passkey(name, handle_of(each), each.created_at, each.last_used_at),)
    return has


@dataclass(frozen=True)
class SignedInSession:
    uid: str
    device: str
    address: str | None
    started_at: datetime
    seen_at: datetime
    ends_at: datetime
    own_device: bool
    is_this: bool


def sessions_of(person: Person, *, this: str) -> list[SignedInSession]:
    """Where somebody is signed in, the session of the key ``this`` first."""
    found = [
        SignedInSession(
            each.uid,
            device_in_words(each.browser),
            each.address,
            each.started_at,
            each.seen_at,
            each.latest_end,
            each.own_device,
            each.session_key == this,
        )
        for each in Session.objects.of(person)
    ]
    return sorted(found, key=lambda each: not each.is_this)
