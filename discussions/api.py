"""Discussions and messages through the API."""

from typing import Any

import django_filters
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from collab.base.access.subjects import Ref, seen_among
from collab.base.api.operations import Endpoint, operation
from collab.base.api.problems import Refused, conflict, translate
from collab.base.api.scopes import Scope
from collab.base.api.serializers import AuthoredGiven, Given, Link, Markdown, Named, Taken
from collab.base.files.api import FilesOf, WaitingFiles
from collab.base.ui.paging import Page
from networks.actions.opening import close_older, open_older
from networks.api.shared import NO_SPACE, OfSpace, Removal, Row, SpaceNamed, SpeakingTaken
from networks.api.visibility import OpeningTaken, asking_about_it, must_be_current, states
from networks.models import Space
from networks.policies import DECIDE_WHO_SEES, READ_SITE

from . import actions, models
from .policies import (
    EDIT_MESSAGE,
    MOVE_THREAD,
    POST_MESSAGE,
    READ_THREAD,
    REMOVE_MESSAGE,
    RETITLE_THREAD,
    SEE_HISTORY,
    START_THREAD,
)


def wait(refusal: actions.TooManyMessages) -> Refused:
    after = {"Retry-After": str(refusal.seconds)}
    return Refused(429, _("Too much at once"), " ".join(refusal.messages), headers=after)


translate(actions.TooManyMessages, wait)
translate(actions.MovedMeanwhile, conflict)


class About(serializers.CharField):
    """What each discussion of an answer is about, if its reader sees that, in one query a kind."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, thread: Any) -> str:
        if not hasattr(self, "_seen"):
            answered: Any = self.root
            threads = answered.instance if hasattr(answered, "many") else [answered.instance]
            refs = {Ref.read(each.about) for each in threads if each.about}
            self._seen = {str(ref) for ref in seen_among(refs, self.context["request"].user)}
        return thread.about if thread.about in self._seen else ""


class ThreadGiven(AuthoredGiven):
    uid = serializers.CharField()
    space = SpaceNamed()
    title = serializers.CharField()
    about = About(help_text="What it is about, “kind:uid”, or nothing that you see.")
    last_n = serializers.IntegerField(help_text="The number of its last message.")
    last_at = serializers.DateTimeField()
    reach = serializers.ChoiceField(
        Space.Visibility.choices,
        help_text="Whom it is open to, of those who see its space.",
    )
    version = serializers.IntegerField()
    page = Link()


class Reference(Named):
    missing = gettext_lazy("Send a reference to something in this space, “kind:uid”")

    def find(self, identifier: str) -> Ref | None:
        try:
            return Ref.read(identifier)
        except ValueError:
            return None


class ThreadTaken(SpeakingTaken):
    title = serializers.CharField(max_length=150)
    text = Markdown(help_text="The first message, in Markdown.")
    about = Reference(required=False, allow_null=True, max_length=40)
    files = WaitingFiles()


class ThreadChanged(SpeakingTaken):
    title = serializers.CharField(max_length=150)


class ThreadFilter(OfSpace):
    about = django_filters.CharFilter(label="What it is about, “kind:uid”", max_length=40)


class Threads(Endpoint):
    """The discussions in the spaces that you see, those written in last first."""

    @operation(READ_SITE, Scope.READ, gives=ThreadGiven, lists=True, filters=ThreadFilter)
    def get(self, request: Any) -> Page:
        rows = models.Thread.objects.visible_to(request.user).joined()
        return self.asks_for(rows, ("-last_at", "-uid"))


class ThreadsOfSpace(Endpoint):
    of = Space

    @operation(START_THREAD, Scope.CONTRIBUTE, takes=ThreadTaken, gives=ThreadGiven, makes=True)
    def post(self, request: Any, space: Space, **said: Any) -> models.Thread:
        """Start a discussion with its first message."""
        return actions.start_thread(by=request.user, space=space, key=self.key, **said)


class Thread(Endpoint):
    of = models.Thread

    @operation(READ_THREAD, Scope.READ, gives=ThreadGiven)
    def get(self, request: Any, thread: models.Thread) -> models.Thread:
        return thread

    @operation(RETITLE_THREAD, Scope.CONTRIBUTE, takes=ThreadChanged, gives=ThreadGiven, keyed=True)
    def patch(self, request: Any, thread: models.Thread, **said: Any) -> models.Thread:
        """Give it another title."""
        return actions.retitle_thread(
            by=request.user,
            thread=thread,
            started_from=self.started_from,
            key=self.key,
            **said,
        )


class ThreadMoving(Taken):
    """Where a discussion moves, from where its mover has seen it."""

    out_of = Row(Space, NO_SPACE)
    into = Row(Space, NO_SPACE)


class ThreadMoved(Endpoint):
    of = models.Thread

    @operation(MOVE_THREAD, Scope.COORDINATE, takes=ThreadMoving, gives=ThreadGiven, keyed=True)
    def post(self, request: Any, thread: models.Thread, **said: Any) -> models.Thread:
        """Move a discussion to another space, both of which you facilitate. Whoever sees only the
        old one loses it; where others gain it, its texts are looked at first."""
        offered = request.data.get("identifies_nobody", "")
        with asking_about_it():
            return actions.move_thread(
                by=request.user, thread=thread, stated=states(offered), key=self.key, **said
            )


class ThreadOpened(Endpoint):
    of = models.Thread

    @operation(DECIDE_WHO_SEES, Scope.COORDINATE, takes=OpeningTaken, gives=ThreadGiven)
    def post(self, request: Any, thread: models.Thread, *, offered: str) -> models.Thread:
        """Open one that is older to all who see its space, after all its texts are screened."""
        must_be_current(thread, self.started_from)
        with asking_about_it():
            return open_older(by=request.user, thing=thread, stated=states(offered))

    @operation(DECIDE_WHO_SEES, Scope.COORDINATE, gives=ThreadGiven)
    def delete(self, request: Any, thread: models.Thread) -> models.Thread:
        """Close one that was opened: those see it for whom it was written."""
        return close_older(by=request.user, thing=thread)


class MessageGiven(AuthoredGiven):
    """A message. One that was removed keeps its number, its author and why, and has no text."""

    uid = serializers.CharField()
    thread = serializers.CharField(source="thread.uid")
    n = serializers.IntegerField(help_text="Its number in the discussion, from 1 without gaps.")
    text = serializers.CharField(source="body", help_text="As it was written, in Markdown.")
    html = serializers.CharField(source="body_html", help_text="The same, safe to show.")
    quotes = serializers.CharField(
        source="quotes.uid", default=None, allow_null=True, help_text="The message it answers."
    )
    version = serializers.IntegerField()
    edited_at = serializers.DateTimeField(allow_null=True)
    removed_at = serializers.DateTimeField(allow_null=True)
    removal_reason = serializers.CharField()
    files = FilesOf()
    page = Link()


class QuotedMessage(Named):
    missing = gettext_lazy("There is no message of that uid in this discussion")

    def find(self, identifier: str) -> models.Message | None:
        in_thread = models.Message.objects.filter(thread=self.context["subject"])
        return in_thread.named(identifier).first()


class MessageTaken(SpeakingTaken):
    text = Markdown()
    quotes = QuotedMessage(
        required=False, allow_null=True, max_length=12, help_text="The uid of a message to quote."
    )
    files = WaitingFiles()


class MessageChanged(Taken):
    text = Markdown()


class MessageFilter(django_filters.FilterSet):
    after_n = django_filters.NumberFilter(
        label="Only messages after this number",
        field_name="n",
        lookup_expr="gt",
        min_value=0,
        max_value=2**31 - 1,
    )


class Messages(Endpoint):
    of = models.Thread

    @operation(READ_THREAD, Scope.READ, gives=MessageGiven, lists=True, filters=MessageFilter)
    def get(self, request: Any, thread: models.Thread) -> Page:
        """What was written in a discussion, in order."""
        rows = models.Message.objects.visible_to(request.user).filter(thread=thread).for_rows()
        return self.asks_for(rows, ("n",))

    @operation(POST_MESSAGE, Scope.CONTRIBUTE, takes=MessageTaken, gives=MessageGiven, makes=True)
    def post(self, request: Any, thread: models.Thread, **said: Any) -> models.Message:
        """Write in a discussion. Everybody who has it open sees it at once."""
        return actions.post_message(by=request.user, thread=thread, key=self.key, **said)


class Message(Endpoint):
    of = models.Message

    @operation(READ_THREAD, Scope.READ, gives=MessageGiven)
    def get(self, request: Any, message: models.Message) -> models.Message:
        return message

    @operation(EDIT_MESSAGE, Scope.CONTRIBUTE, takes=MessageChanged, gives=MessageGiven, keyed=True)
    def patch(self, request: Any, message: models.Message, **said: Any) -> models.Message:
        """Change what a message says. Its former text is kept for those who may see it."""
        return actions.edit_message(
            by=request.user,
            for_organisation=message.for_organisation,
            message=message,
            started_from=self.started_from,
            key=self.key,
            **said,
        )

    @operation(REMOVE_MESSAGE, Scope.CONTRIBUTE, takes=Removal)
    def delete(self, request: Any, message: models.Message, **said: Any) -> None:
        """Remove a message. For ten minutes, restoring it takes that back."""
        actions.remove_message(by=request.user, message=message, **said)


class MessageRestored(Endpoint):
    of = models.Message

    @operation(REMOVE_MESSAGE, Scope.CONTRIBUTE, gives=MessageGiven)
    def post(self, request: Any, message: models.Message) -> models.Message:
        """Take back that one removed a message, within ten minutes."""
        return actions.restore_message(by=request.user, message=message)


class RevisionGiven(Given):
    version = serializers.IntegerField()
    text = serializers.CharField(source="body")
    at = serializers.DateTimeField()
    until = serializers.DateTimeField()


class MessageHistory(Endpoint):
    of = models.Message

    @operation(SEE_HISTORY, Scope.READ, gives=RevisionGiven, lists=True)
    def get(self, request: Any, message: models.Message) -> Page:
        """What a message said before, for its author and facilitators."""
        return self.asks_for(message.revisions.all(), ("version",))
