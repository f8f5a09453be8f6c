"""What this and the apps below know about somebody, and what they do when somebody leaves."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.utils.translation import gettext_lazy as _

from collab.base.accounts.devices import device_in_words
from collab.base.accounts.models import Person, Session
from collab.base.drafts.actions import drop_drafts
from collab.base.drafts.models import Draft
from collab.base.mail.models import Mail
from collab.base.security.models import SecurityEntry

from .leaving import (
    Chapter,
    Part,
    Rows,
    chosen_from,
    tells_about_somebody,
    when_somebody_leaves,
)


def _profile(person: Person) -> Rows:
    yield {
        "name": person.name,
        "job_title": person.job_title,
        "profession": person.profession,
        "email": person.email,
        "since": person.date_joined,
        "active_on": person.active_on,
    }


def _addresses(person: Person) -> Rows:
    yield from EmailAddress.objects.filter(user=person).values("email", "verified", "primary")


def _sessions(person: Person) -> Rows:
    yield from Session.objects.of(person).values(
        "started_at", "seen_at", "address", "browser", "own_device"
    )


def _second_factor(person: Person) -> Rows:
    yield from Authenticator.objects.filter(user=person).values(
        "type", "created_at", "last_used_at"
    )


def _elsewhere(person: Person) -> Rows:
    yield from SocialAccount.objects.filter(user=person).values(
        "provider", "extra_data", "date_joined", "last_login"
    )


def _drafts(person: Person) -> Rows:
    yield from Draft.objects.visible_to(person).values("place", "fields", "at")


def _mails(person: Person) -> Rows:
    sent = Mail.objects.filter(to__iexact=person.email)
    yield from sent.values("kind", "state", "queued_at", "ended_at")


def _security_log(person: Person) -> Rows:
    yield from SecurityEntry.objects.filter(by=person.uid).values(
        "at", "kind", "about", "address", "details"
    )


def _forget(person: Person, at: datetime) -> None:
    drop_drafts(person)
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    SocialAccount.objects.filter(user=person).delete()
    Session.objects.filter(person=person).delete()


FACTORS = {
    Authenticator.Type.TOTP: _("Authenticator app"),
    Authenticator.Type.WEBAUTHN: _("Passkey"),
    Authenticator.Type.RECOVERY_CODES: _("Recovery codes"),
}
MAILS = {"account": _("About your account"), "farewell": _("That you have left")}


def _in_words(words: dict[Any, Any]) -> Any:
    return lambda code: words.get(code, code)


tells_about_somebody(
    Part(
        "profile",
        _profile,
        Chapter.WHO,
        _("Your profile"),
        {
            "name": _("Full name"),
            "job_title": _("Job title"),
            "profession": _("Profession"),
            "email": _("Email address"),
            "since": _("Account made"),
            "active_on": _("Last here"),
        },
    ),
    Part(
        "addresses",
        _addresses,
        Chapter.WHO,
        _("Your email addresses"),
        {
            "email": _("Email address"),
            "verified": _("Confirmed"),
            "primary": _("Mail is sent here"),
        },
    ),
    Part(
        "drafts",
        _drafts,
        Chapter.TRACES,
        _("What you have typed and not sent"),
        {
            "at": _("Typed"),
            "fields": _("What you typed"),
            "text": _("Text"),
            "body": _("Document"),
            "title": _("Title"),
            "place": _("The page it is for"),
        },
    ),
    Part(
        "second-factor",
        _second_factor,
        Chapter.SIGNING_IN,
        _("Second steps and passkeys"),
        {"type": _("What it is"), "created_at": _("Added"), "last_used_at": _("Last used")},
        {"type": _in_words(FACTORS)},
    ),
    Part(
        "accounts-elsewhere",
        _elsewhere,
        Chapter.SIGNING_IN,
        _("Accounts elsewhere with which you sign in"),
        {
            "provider": _("Where"),
            "date_joined": _("Added"),
            "last_login": _("Last used"),
            "extra_data": _("What it told us"),
        },
    ),
    Part(
        "sessions",
        _sessions,
        Chapter.SIGNING_IN,
        _("Where you are signed in"),
        {
            "browser": _("Browser"),
            "started_at": _("Signed in"),
            "seen_at": _("Last used"),
            "address": _("Network address"),
            "own_device": _("Your own device"),
        },
        {"browser": device_in_words},
    ),
    Part(
        "mails",
        _mails,
        Chapter.TRACES,
        _("Mail to you"),
        {
            "kind": _("What about"),
            "queued_at": _("Written"),
            "ended_at": _("Sent or given up"),
            "state": _("What became of it"),
        },
        {"kind": _in_words(MAILS), "state": chosen_from(Mail.State)},
    ),
    Part(
        "security-log",
        _security_log,
        Chapter.TRACES,
        _("What the security log says you did"),
        {
            "kind": _("What you did"),
            "at": _("When"),
            "about": _("What about"),
            "address": _("Network address"),
            "details": _("Details"),
        },
        {"kind": chosen_from(SecurityEntry.Kind)},
    ),
)
when_somebody_leaves(_forget)
