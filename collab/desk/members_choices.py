"""What there is to choose from among the members of a collaborative."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from networks.models import Affiliation, Appointment


class Seen(TextChoices):
    """When somebody was here last."""

    WITHIN = "within", _("Active within")
    QUIET = "quiet", _("Quiet for")


class Role(TextChoices):
    """What somebody can be in a collaborative, or through one of its organisations."""

    LEAD = Appointment.Kind.LEAD.value, _("Lead")
    COACH = Appointment.Kind.COACH.value, _("Coach")
    FACILITATOR = "facilitator", _("Facilitator of a space")
    FELLOW = "fellow", _("Patient Safety Fellow")
    SAFETY_LEAD = Affiliation.Kind.SAFETY_LEAD.value, _("Safety lead")
    SPONSOR = Affiliation.Kind.SPONSOR.value, _("Executive sponsor")
    ADMINISTRATOR = Affiliation.Kind.ADMINISTRATOR.value, _("Administrator")
    MEMBER = Affiliation.Kind.MEMBER.value, _("Member of an organisation")
    GUEST = "guest", _("Guest")


class Sort(TextChoices):
    NAME = "name", _("Name")
    ORGANISATION = "organisation", _("Organisation")
    ACTIVE = "active", _("Last active, latest first")
    QUIET = "quiet", _("Last active, longest ago first")
