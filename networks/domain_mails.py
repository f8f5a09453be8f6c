"""Mails about belonging to an organisation by an address."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from collab.base.accounts.mails import account_is_open
from collab.base.accounts.models import Person
from collab.base.mail.kinds import MailKind, mail_kind
from collab.base.mail.models import Mail
from collab.base.mail.outbox import queue_mail

from .by_domain import PROVING, key_to_prove
from .models import Affiliation, Organisation

DOMAIN_MAIL = mail_kind(
    MailKind(name="email_domain", send_again=True, still_wanted=account_is_open)
)
PROOF_MAIL = mail_kind(
    MailKind(name=PROVING, send_again=True, urgent=True, still_wanted=account_is_open)
)


def mail_to_prove(
    person: Person, organisation: Organisation, email: str, template: str, **more: Any
) -> None:
    """Send to an address a link that shows that it is somebody's."""
    link = _address("prove_address", key_to_prove(person, organisation, email))
    _mail(PROOF_MAIL, person, email, template, organisation, link=link, email=email, **more)


def mail_of_end(affiliation: Affiliation, template: str) -> Mail:
    """Tell somebody that they belong to an organisation no more, and the way back."""
    person = affiliation.person
    return _mail(
        DOMAIN_MAIL,
        person,
        person.email,
        template,
        affiliation.organisation,
        about=f"affiliation:{affiliation.uid}",
    )


def _mail(
    kind: MailKind,
    reader: Person,
    to: str,
    template: str,
    organisation: Organisation,
    *,
    about: str = "",
    **context: Any,
) -> Mail:
    context |= {
        "organisation": organisation,
        "page": f"{settings.PUBLIC_BASE_URL}{organisation.get_absolute_url()}",
        "own_page": _address("my_organisations"),
    }
    subject, _line, text = render_to_string(f"networks/mails/{template}.txt", context).partition(
        "\n"
    )
    return queue_mail(
        kind=kind,
        to=to,
        subject=subject,
        text=f"{text.strip()}\n\nPatient Safety Collab",
        about=about or f"organisation:{organisation.uid}",
        reader=f"person:{reader.uid}",
    )


def _address(name: str, *args: str) -> str:
    return f"{settings.PUBLIC_BASE_URL}{reverse(name, args=args)}"
