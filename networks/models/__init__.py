from .collaboratives import Appointment, Collaborative, Membership
from .ledger import LedgerRow, StreamHead
from .marks import Mark
from .ods import OdsRecord, Succession
from .organisations import Affiliation, Organisation
from .people import Fellowship, NationalRole
from .places import Place, SpaceOrganisation
from .removal import Removable, TooLateToUndo
from .spaces import Space, Times

__all__ = [
    "Affiliation",
    "Appointment",
    "Collaborative",
    "Fellowship",
    "LedgerRow",
    "Mark",
    "Membership",
    "NationalRole",
    "OdsRecord",
    "Organisation",
    "Place",
    "Removable",
    "Space",
    "SpaceOrganisation",
    "StreamHead",
    "Succession",
    "Times",
    "TooLateToUndo",
]
