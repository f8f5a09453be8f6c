from django.db import models
from django.utils.translation import gettext_lazy as _


class PurgeReason(models.TextChoices):
    """Why a text was taken out for good. A choice and never words, which could name somebody."""

    PATIENT = "patient", _("It could identify a patient")
    PERSON = "person", _("It told something private about somebody else")
    HARM = "harm", _("Somebody could come to harm by it")
    TIME = "time", _("The time for which it was kept is over")


CHOSEN = [each for each in PurgeReason if each is not PurgeReason.TIME]
