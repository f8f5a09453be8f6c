"""Belonging by an address: who is asked to prove it anew, and whose part ends without."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from collab.base.access.models import raise_access_epoch
from collab.base.jobs.declaring import every, job

from . import events
from .actions.by_domain import end_without_proof
from .actions.organisations import tell_of
from .by_domain import REMIND_BEFORE, without_proof
from .domain_mails import mail_of_end, mail_to_prove
from .models import Affiliation, EmailDomain, LedgerRow

BATCH = 50
"""As many at once, so that on SQLite nobody waits long to write."""


@every(timedelta(hours=1))
@job
def look_after_proofs() -> None:
    """Remind those whose proof ends soon, and end the parts of those whose proof is over."""
    now = timezone.now()
    for number, before in enumerate(REMIND_BEFORE, start=1):
        soon = Affiliation.objects.by_domain().filter(
            verified_at__lte=now - Affiliation.VERIFIED_FOR + before,
            verified_at__gt=now - Affiliation.VERIFIED_FOR,
            reminders__lt=number,
            address__verified=True,
        )
        while some := _some(soon):
            with transaction.atomic():
                _remind(some, number)
    over = without_proof(now)
    while some := _some(over):
        with transaction.atomic():
            _end(some, now)


def _some(rows: QuerySet[Affiliation]) -> list[Affiliation]:
    return list(rows.select_related("person", "organisation", "address").order_by("pk")[:BATCH])


def _remind(some: list[Affiliation], number: int) -> None:
    for each in some:
        # Renewed since they were listed: then nobody needs to be asked.
        asked = Affiliation.objects.current().filter(pk=each.pk, verified_at=each.verified_at)
        if asked.update(reminders=number) and each.address and each.verified_at:
            mail_to_prove(
                each.person,
                each.organisation,
                each.address.email,
                "address_due",
                until=each.proven_until,
            )


def _end(some: list[Affiliation], now: datetime) -> None:
    raise_access_epoch()
    for each in some:
        if end_without_proof(each, ended_by=None, at=now):
            mail_of_end(each, "proof_over")


@job
def tell_whose_domain_went(*, uid: str) -> None:
    """Tell those who lost their part in an organisation with its domain, once that stays so; and
    end the part of whoever took the domain away, if it rested on that too."""
    domain = EmailDomain.objects.filter(uid=uid).select_related("ended_by").first()
    if domain is None or domain.ended_at is None or domain.ended_by is None:
        return
    own = Affiliation.objects.by_domain().filter(email_domain=domain, person=domain.ended_by)
    with transaction.atomic():
        for each in own:
            end_without_proof(each, ended_by=domain.ended_by, at=timezone.now())
    ended = Affiliation.objects.filter(email_domain=domain, ended_at=domain.ended_at)
    after = 0
    while some := list(
        ended.filter(pk__gt=after).select_related("person", "organisation").order_by("pk")[:BATCH]
    ):
        after = some[-1].pk
        with transaction.atomic():
            about = {f"affiliation:{each.uid}": each for each in some}
            told = LedgerRow.objects.filter(subject__in=about, kind=events.AffiliationEnded.name)
            for missed in about.keys() - set(told.values_list("subject", flat=True)):
                tell_of(events.AffiliationEnded, about[missed], domain.ended_by, domain.ended_at)
