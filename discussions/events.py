"""What can happen in a discussion."""

from django.utils.translation import gettext_lazy as _

from networks.events import EventKind

ThreadStarted = EventKind("thread.started", headline=True, verb=_("asked"))
MessagePosted = EventKind("message.posted", verb=_("wrote"))
