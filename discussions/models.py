from typing import Any, Self

from django.db import models
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collab.base.access.subjects import Ref
from collab.base.access.uid import UidField
from collab.base.markup import MARKUP_VERSION
from collab.base.ui import times
from networks.models import Space

PAGE = 50
"""Messages on a page of a discussion."""


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, person: Any) -> Self:
        return self.filter(space__in=Space.objects.visible_to(person))

    def named(self, identifier: str) -> Self:
        return self.filter(uid=identifier).select_related(
            "space__collaborative", "space__organisation"
        )

    def about(self, subject: Ref) -> Self:
        """The discussions of one thing, such as an intervention."""
        return self.filter(about=str(subject))

    def for_rows(self) -> Self:
        first = Message.objects.filter(thread=OuterRef("pk"), n=1)
        return self.select_related("space", "by", "for_organisation").annotate(
            first_line=Subquery(first.values("first_line")[:1])
        )


class Thread(models.Model):
    """A discussion in a space, of the space's matters or about one thing in it.

    ``last_n`` is the number of its last message; messages are numbered from 1 without gaps.
    ``first_line`` is there on rows that ``for_rows()`` gives.
    """

    icon = "discussion"
    first_line: str

    uid = UidField()
    space = models.ForeignKey(Space, models.PROTECT)
    title = models.CharField(gettext_lazy("Title"), max_length=150)
    about = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    for_organisation = models.ForeignKey(
        "networks.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    last_n = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["space", "-last_at"], name="latest_threads_of_a_space"),
            models.Index(fields=["about"], name="threads_about_a_subject"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("thread", self.uid)

    @property
    def row_meta(self) -> str:
        if self.last_n == 1:
            return _("asked · no reply yet")
        last = times.when(self.last_at, timezone.localdate())
        return _("asked · %(count)d messages, last %(when)s") % {
            "count": self.last_n,
            "when": last[:1].lower() + last[1:] if last == _("Yesterday") else last,
        }

    def get_absolute_url(self) -> str:
        return reverse("thread", args=[self.uid])


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, person: Any) -> Self:
        return self.filter(thread__space__in=Space.objects.visible_to(person))

    def named(self, identifier: str) -> Self:
        return self.filter(uid=identifier)

    def for_rows(self) -> Self:
        return self.select_related("thread", "by", "for_organisation")


class Message(models.Model):
    """What somebody wrote in a discussion.

    ``n`` is its number there. ``follows`` says that it goes on from the message before: the same
    person, speaking for the same organisation, within five minutes.
    """

    icon = "discussion"

    uid = UidField()
    thread = models.ForeignKey(Thread, models.PROTECT)
    n = models.PositiveIntegerField()
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    for_organisation = models.ForeignKey(
        "networks.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    body = models.TextField()
    body_html = models.TextField()
    first_line = models.CharField(max_length=200)
    markup_version = models.PositiveSmallIntegerField(default=MARKUP_VERSION)
    follows = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "n"], name="one_message_a_number")]

    @property
    def ref(self) -> Ref:
        return Ref("message", self.uid)

    @property
    def space(self) -> Space:
        return self.thread.space

    @property
    def title(self) -> str:
        return self.thread.title

    @property
    def row_meta(self) -> str:
        return _("wrote")

    def get_absolute_url(self) -> str:
        """Its place on a page that shows as much before it as after it."""
        first = max(1, self.n - PAGE // 2)
        return f"{self.thread.get_absolute_url()}?from={first}#m{self.n}"
