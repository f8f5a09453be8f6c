from .collaboratives import Appointment, Collaborative, Membership
from .ledger import LedgerRow, StreamHead
from .marks import Mark
from .organisations import Affiliation, Organisation
from .people import Fellowship, NationalRole
from .places import Place, SpaceOrganisation
from .removal import Removable, TooLateToUndo
from .spaces import Space

__all__ = [
    "Affiliation",
    "Appointment",
    "Collaborative",
    "Fellowship",
    "LedgerRow",
    "Mark",
    "Membership",
    "NationalRole",
    "Organisation",
    "Place",
    "Removable",
    "Space",
    "SpaceOrganisation",
    "StreamHead",
    "TooLateToUndo",
]
