from django.utils.translation import gettext_lazy as _

from networks.events import EventKind

Reminded = EventKind("desk.reminded", verb=_("reminded"))
ReminderTakenBack = EventKind("desk.reminder_taken_back", verb=_("took back a reminder"))
