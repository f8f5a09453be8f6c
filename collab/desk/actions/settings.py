"""What a collaborative's leads agree on for their desk."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.permissions import authorise
from collab.base.accounts.models import Person
from networks.models import Collaborative

from ..models import DeskSettings
from ..policies import WORK_AT_DESK
from .steps import hold_desk


@transaction.atomic
def count_as_quiet(
    *, by: Person, collaborative: Collaborative, quiet_days: int, at: datetime | None = None
) -> DeskSettings:
    """Say after how many days without a sign of life an organisation counts as quiet.

    Args:
        quiet_days: from 7 to 365.

    Raises:
        NotPermitted: they do not lead the collaborative.
        ValidationError: so many are not possible.
    """
    authorise(by, WORK_AT_DESK, collaborative)
    if not DeskSettings.LEAST <= quiet_days <= DeskSettings.MOST:
        raise ValidationError(
            _("Enter a number of days from %(least)d to %(most)d")
            % {"least": DeskSettings.LEAST, "most": DeskSettings.MOST}
        )
    settings = hold_desk(collaborative)
    if settings.quiet_days != quiet_days:
        settings.quiet_days, settings.by, settings.at = quiet_days, by, at or timezone.now()
        settings.save(update_fields=["quiet_days", "by", "at"])
    return settings
