from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Self
from urllib.parse import urlencode

from django.db import models
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collab.base.access.subjects import Ref, Told
from collab.base.access.uid import UidField, address_of
from collab.base.markup import MARKUP_VERSION
from collab.base.security.retention import Record, Retention, Then
from collab.base.ui import times
from networks.models import Confined, ConfinedQuerySet, Ground, Removable, Space, within_reach

PAGE = 50
"""Messages on a page of a discussion."""
FEW = 5
"""Whoever has written more messages than this, alone, tells more than they ask."""
IN_ROWS = (
    "uid",
    "space_id",
    "reach",
    "opened_from",
    "title",
    "last_n",
    "last_at",
    "by__name",
    "for_organisation__name",
)


def _first_line() -> Subquery:
    """What a discussion's first message begins with."""
    first = Message.objects.filter(thread=OuterRef("pk"), n=1)
    return Subquery(first.values("first_line")[:1])


def _replies(last_n: int, last_at: datetime, today: date) -> str:
    if last_n == 1:
        return _("asked · no reply yet")
    last = times.within_words(last_at, today)
    return _("asked · %(count)d messages, last %(when)s") % {"count": last_n, "when": last}


class ThreadQuerySet(ConfinedQuerySet):
    def visible_to(self, person: Any) -> Self:
        return self.in_sight_of(person)

    def named(self, identifier: str) -> Self:
        return self.filter(uid=identifier).select_related(
            "space__collaborative", "space__organisation", "for_organisation"
        )

    def about(self, subject: Ref) -> Self:
        """The discussions of one thing, such as an intervention."""
        return self.filter(about=str(subject))

    def unanswered(self) -> Self:
        """Those whose first message stands, and in which nobody but who asked has written."""
        messages = Message.objects.filter(thread=OuterRef("pk"), removed_at=None)
        return self.filter(
            ~Exists(messages.exclude(by=OuterRef("by"))),
            Exists(messages.filter(n=1)),
            last_n__lte=FEW,
        )

    def for_rows(self) -> Self:
        """What a row shows, and no more: a list is read for many rows."""
        rows = self.select_related("by", "for_organisation").only(*IN_ROWS)
        return rows.annotate(first_line=_first_line())

    def told(self) -> Iterator[Told]:
        """What a space's stream tells of each."""
        today = timezone.localdate()
        for uid, space_id, by_id, spoke_for, title, last_n, last_at, first_line in self.values_list(
            "uid",
            "space_id",
            "by_id",
            "for_organisation__name",
            "title",
            "last_n",
            "last_at",
            _first_line(),
        ):
            yield Told(
                ref=Ref("thread", uid),
                space_id=space_id,
                by_id=by_id,
                for_organisation=spoke_for or "",
                icon=Thread.icon,
                href=address_of("thread", uid),
                title=title,
                first_line=first_line or "",
                meta=_replies(last_n, last_at, today),
                last_n=last_n,
            )

    def joined(self) -> Self:
        """With the space, who asked, and for which organisation."""
        return self.select_related("space", "by", "for_organisation")


class Thread(Confined):
    """A discussion in a space, of the space's matters or about one thing in it.

    ``last_n`` is the number of its last message; messages are numbered from 1 without gaps.
    ``first_line`` is there on rows that ``for_rows()`` gives.
    """

    retention = Retention(
        record=Record.DISCUSSION,
        years=6,
        counted_from="last_at",
        then=Then.BLANK,
        held_through={"thread": "uid", "space": "space__uid", "person": "by__uid"},
        written=("title",),
        codes=("about",),
    )

    icon = "discussion"
    first_line: str

    uid = UidField()
    space = models.ForeignKey(Space, models.PROTECT, db_index=False)
    title = models.CharField(gettext_lazy("Title"), max_length=150)
    about = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    for_organisation = models.ForeignKey(
        "networks.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    at = models.DateTimeField(default=timezone.now)
    last_n = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-last_at", "-uid"], name="threads_latest_first"),
            models.Index(fields=["space", "-last_at", "-uid"], name="threads_of_a_space"),
            models.Index(fields=["for_organisation", "-last_at", "-uid"], name="threads_for_one"),
            models.Index(fields=["about"], name="threads_about_a_subject"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("thread", self.uid)

    @property
    def row_meta(self) -> str:
        return _replies(self.last_n, self.last_at, timezone.localdate())

    def get_absolute_url(self) -> str:
        return address_of("thread", self.uid)


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, person: Any) -> Self:
        return self.filter(within_reach(person, "thread__"))

    def named(self, identifier: str) -> Self:
        return self.for_rows().filter(uid=identifier).select_related("thread__space")

    def for_rows(self) -> Self:
        return self.select_related("thread", "by", "for_organisation", "quotes__by")


class Message(Removable):
    """What somebody wrote in a discussion.

    ``n`` is its number there. ``follows`` says that it goes on from the message before: the same
    person, speaking for the same organisation, within five minutes. ``quotes`` is a message above
    it, whose first line is shown as it is now. A message that was removed holds no text; what it
    said is among its revisions.
    """

    retention = Retention(
        record=Record.DISCUSSION,
        years=6,
        counted_from="thread__last_at",
        then=Then.BLANK,
        held_through={
            "message": "uid",
            "thread": "thread__uid",
            "space": "thread__space__uid",
            "person": "by__uid",
        },
        written=("body", "body_html", "first_line", "removal_reason"),
    )

    icon = "discussion"

    uid = UidField()
    thread = models.ForeignKey(Thread, models.PROTECT, db_index=False)
    n = models.PositiveIntegerField()
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", db_index=False)
    for_organisation = models.ForeignKey(
        "networks.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    body = models.TextField()
    body_html = models.TextField()
    first_line = models.CharField(max_length=200)
    markup_version = models.PositiveSmallIntegerField(default=MARKUP_VERSION)
    follows = models.BooleanField(default=False)
    quotes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="quoted_in"
    )
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "n"], name="one_message_a_number")]
        indexes = [
            models.Index(fields=["thread", "by", "n"], name="authors_of_a_thread"),
            models.Index(fields=["by", "thread"], name="threads_of_an_author"),
            models.Index(fields=["by", "-at"], name="latest_messages_of_a_person"),
        ]

    @property
    def ref(self) -> Ref:
        return Ref("message", self.uid)

    @property
    def space(self) -> Space:
        return self.thread.space

    @property
    def ground(self) -> Ground:
        return self.thread.ground

    @property
    def title(self) -> str:
        return self.thread.title

    @property
    def row_meta(self) -> str:
        return _("wrote")

    @property
    def has_history(self) -> bool:
        """It has said something else than it says now."""
        return bool(self.edited_at or self.removed_at)

    def get_absolute_url(self) -> str:
        """Its place on a page that shows as much before it as after it."""
        return self.address_with()

    def address_with(self, **asked: str) -> str:
        """Its place on a page that is asked for more."""
        query = urlencode({"from": max(1, self.n - PAGE // 2), **asked})
        return f"{self.thread.get_absolute_url()}?{query}#m{self.n}"


class Revision(models.Model):
    """A former text of a message: what it said at ``version``, from a time until another.

    It is read through its message by those who may see the message's history, and by nobody else.
    """

    retention = Retention(
        record=Record.DISCUSSION,
        years=6,
        counted_from="message__thread__last_at",
        then=Then.DELETE,
        held_through={
            "message": "message__uid",
            "thread": "message__thread__uid",
            "space": "message__thread__space__uid",
            "person": "message__by__uid",
        },
        written=("body", "body_html"),
    )

    message = models.ForeignKey(Message, models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField()
    body = models.TextField()
    body_html = models.TextField()
    markup_version = models.PositiveSmallIntegerField(default=MARKUP_VERSION)
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "version"], name="one_revision_a_version")
        ]


class Mention(models.Model):
    """A message names somebody who takes part in its space."""

    retention = Retention(record=Record.DISCUSSION, with_="message")

    message = models.ForeignKey(Message, models.CASCADE, related_name="mentions", db_index=False)
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "person"], name="one_mention_of_somebody")
        ]
