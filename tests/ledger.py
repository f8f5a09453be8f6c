"""The ledger as tests count it."""

from django.db.models import QuerySet

from networks.models import LedgerRow


def told_of() -> QuerySet[LedgerRow]:
    """What people did. That somebody was told of it is added meanwhile, by a server's worker."""
    return LedgerRow.objects.exclude(kind="notice.given")
