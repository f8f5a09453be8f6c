from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collab.base.access.uid import UidField
from collab.base.security.retention import Record, Retention, Then


class Mail(models.Model):
    """A mail to one address, from when it is queued until nobody needs to know of it any more.

    Its words are here only until it is handed over: they may hold a key to an account. What is
    left are the facts. ``about`` and ``reader`` are references, "kind:uid", or empty.
    """

    retention = Retention(
        record=Record.COMMUNICATION,
        time=timedelta(days=30),
        counted_from="ended_at",
        then=Then.DELETE,
        written=("subject", "text"),
        who=("to",),
        codes=("message_id", "kind", "reader", "about", "trouble"),
    )

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        HANDING_OVER = "handing_over", _("Being handed over")
        HANDED_OVER = "handed_over", _("Handed over to the mail server")
        UNKNOWN = "unknown", _("Perhaps handed over")
        NOT_WANTED = "not_wanted", _("Not wanted any more")
        GIVEN_UP = "given_up", _("Given up")

    uid = UidField()
    message_id = models.CharField(max_length=320, unique=True)
    kind = models.CharField(max_length=40)
    to = models.EmailField()
    reader = models.CharField(max_length=60, blank=True, db_index=True)
    about = models.CharField(max_length=60, blank=True, db_index=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    tries = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=100, blank=True)
    queued_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-queued_at"]
        indexes = [models.Index(fields=["state", "queued_at"], name="mails_in_a_state")]


WAITING = (Mail.State.QUEUED, Mail.State.HANDING_OVER)
