"""When the ledger is gone through: as soon as something was added, and every minute."""

from datetime import timedelta

from collab.base.jobs.declaring import every, job
from collab.base.jobs.looking import Looking
from networks.models import LedgerRow

from .telling import tell_what_happened


@every(timedelta(minutes=1))
@job
def tell_people() -> None:
    """Tell people of what concerns them."""
    tell_what_happened()


def latest() -> int:
    """The highest row of the ledger. One that was begun before and committed after it is found at
    the latest by the next minute."""
    row = LedgerRow.objects.order_by("-pk").values_list("pk", flat=True).first()
    return row or 0


looking = Looking(latest, tell_people)
