"""Which of a collaborative's organisations are quiet, as the desk and the directory tell it."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from collab.interventions.models import Version
from discussions.models import Message
from networks.models import Affiliation, Collaborative, Membership


def moment_of(days: int, now: datetime) -> datetime:
    """The moment so many days ago, by the clock of the country, which is put forward and back."""
    return timezone.localtime(now) - timedelta(days=days)


def quiet_since(collaborative: Collaborative, moment: datetime) -> QuerySet[Membership]:
    """The parts of the organisations that have given no sign of life since a moment: nobody of
    theirs was here, wrote or saved anything."""
    belonging = _belonging()
    return unseen_since(collaborative, moment).filter(
        ~Exists(belonging.filter(_did_since(Message, moment))),
        ~Exists(belonging.filter(_did_since(Version, moment))),
    )


def unseen_since(collaborative: Collaborative, moment: datetime) -> QuerySet[Membership]:
    """The parts of the organisations of which nobody was here since a moment, which are few: of
    these the quiet ones are found. One that joined later has not been quiet for long enough, and
    one that never had anybody here has not fallen quiet."""
    ever = Affiliation.objects.filter(
        organisation=OuterRef("organisation"), confirmed_at__isnull=False
    )
    lately = timezone.localtime(moment).date()
    return Membership.objects.current().filter(
        ~Exists(_belonging().filter(person__active_on__gte=lately)),
        Exists(ever),
        collaborative=collaborative,
        since__lt=moment,
    )


def _belonging() -> QuerySet[Affiliation]:
    """Those who belong to the organisation of a membership that is asked for."""
    return Affiliation.objects.confirmed().filter(
        organisation=OuterRef("organisation"), person__is_active=True
    )


def _did_since(model: type[Message] | type[Version], moment: datetime) -> Exists:
    return Exists(model.objects.filter(by=OuterRef("person"), at__gte=moment))
