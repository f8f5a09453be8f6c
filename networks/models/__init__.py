from .collaboratives import Appointment, Collaborative, Membership
from .confined import Confined, ConfinedQuerySet, Ground, within_reach
from .domains import EmailDomain
from .invitation_batches import InvitationBatch, InvitationRow
from .invitations import Invitation
from .joining import JoinRequest
from .ledger import LedgerRow, StreamHead
from .marks import Mark
from .ods import OdsRecord, Succession
from .organisations import Affiliation, Organisation
from .people import Fellowship, NationalRole, Profile
from .places import Place, SpaceOrganisation
from .registrations import Registration
from .removal import Removable, TooLateToUndo
from .spaces import Space, Times
from .visibility import VisibilityChange

__all__ = [
    "Affiliation",
    "Appointment",
    "Collaborative",
    "Confined",
    "ConfinedQuerySet",
    "EmailDomain",
    "Fellowship",
    "Ground",
    "Invitation",
    "InvitationBatch",
    "InvitationRow",
    "JoinRequest",
    "LedgerRow",
    "Mark",
    "Membership",
    "NationalRole",
    "OdsRecord",
    "Organisation",
    "Place",
    "Profile",
    "Registration",
    "Removable",
    "Space",
    "SpaceOrganisation",
    "StreamHead",
    "Succession",
    "Times",
    "TooLateToUndo",
    "VisibilityChange",
    "within_reach",
]
