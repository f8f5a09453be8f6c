from django.utils.translation import gettext_lazy as _

from networks.events import EventKind

InterventionShared = EventKind("intervention.shared", headline=True, verb=_("shared"))
InterventionRevised = EventKind("intervention.revised", headline=True, verb=_("revised"))
InterventionRemoved = EventKind("intervention.removed", verb=_("removed"))
InterventionRestored = EventKind("intervention.restored", verb=_("brought back"))
InterventionOpened = EventKind("intervention.opened", headline=True, verb=_("opened"))
InterventionConfined = EventKind("intervention.confined")
InterventionFilesChanged = EventKind("intervention.files_changed", verb=_("revised"))
InterventionPurged = EventKind("intervention.purged", verb=_("took out"))
VersionsPurged = EventKind("intervention.versions_purged", verb=_("took out"))
