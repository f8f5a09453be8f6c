from django.utils.translation import gettext_lazy as _

from networks.events import EventKind

InterventionShared = EventKind("intervention.shared", headline=True, verb=_("shared"))
InterventionRevised = EventKind("intervention.revised", headline=True, verb=_("revised"))
