"""What can happen in a discussion."""

from django.utils.translation import gettext_lazy as _

from networks.events import EventKind

ThreadStarted = EventKind("thread.started", headline=True, verb=_("asked"))
MessagePosted = EventKind("message.posted", verb=_("wrote"))
MessageEdited = EventKind("message.edited", verb=_("edited"))
MessageRemoved = EventKind("message.removed", verb=_("removed"))
MessagePurged = EventKind("message.purged", verb=_("took out"))
MessageRestored = EventKind("message.restored", verb=_("brought back"))
QuoteChanged = EventKind("message.quote_changed")
MessageFilesChanged = EventKind("message.files_changed", verb=_("edited"))
ThreadOpened = EventKind("thread.opened", headline=True, verb=_("opened"))
ThreadConfined = EventKind("thread.confined")
ThreadRetitled = EventKind("thread.retitled", verb=_("renamed"))
ThreadLeft = EventKind("thread.left")
ThreadArrived = EventKind("thread.arrived", headline=True, verb=_("moved here"), says=True)
ThreadReturned = EventKind("thread.returned")
