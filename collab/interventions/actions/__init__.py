"""Every write of interventions."""

from .purging import purge_former_versions, purge_intervention
from .removing import remove_intervention, restore_intervention
from .writing import save_version, share_intervention

__all__ = [
    "purge_former_versions",
    "purge_intervention",
    "remove_intervention",
    "restore_intervention",
    "save_version",
    "share_intervention",
]
