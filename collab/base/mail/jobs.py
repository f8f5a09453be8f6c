from datetime import timedelta

from django.utils import timezone

from collab.base.jobs.declaring import every, job

from .handing_over import end, hand_over
from .kinds import KINDS
from .models import WAITING, Mail

PATIENCE_WITH_OURSELVES = timedelta(hours=1)


@job
def hand_over_mail(*, uid: str) -> None:
    """Give a mail to the mail server."""
    hand_over(uid)


@every(timedelta(hours=1))
@job
def give_up_late_mail() -> None:
    """End the mails whose job failed for good, so that their words do not stay for ever."""
    for mail in Mail.objects.filter(state__in=WAITING):
        kind = KINDS.get(mail.kind)
        patience = kind.keep_trying if kind else timedelta(days=1)
        if timezone.now() - mail.queued_at > patience + PATIENCE_WITH_OURSELVES:
            known = mail.state == Mail.State.QUEUED
            end(mail, Mail.State.GIVEN_UP if known else Mail.State.UNKNOWN, "its job failed")
