"""Finds what could identify a patient, before a text is saved: a file for each class of identifier.

A finding is a question to the author and no verdict. Each class is a rule of grammar: how a number
is built, which words stand beside a name. There are no lists of names.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .addresses import addresses, postcodes
from .dates_of_birth import dates_of_birth
from .emails import emails
from .folding import Folded
from .hospital_numbers import hospital_numbers
from .names import names
from .national_insurance import national_insurance_numbers
from .nhs_numbers import nhs_numbers, passes_modulus_11
from .spans import Span
from .telephones import telephones

__all__ = ["CLASSES", "Finding", "passes_modulus_11", "screen"]

CLASSES: dict[str, Callable[[str], Iterator[Span]]] = {
    "nhs_number": nhs_numbers,
    "date_of_birth": dates_of_birth,
    "hospital_number": hospital_numbers,
    "national_insurance": national_insurance_numbers,
    "person": names,
    "address": addresses,
    "postcode": postcodes,
    "telephone": telephones,
    "email": emails,
}
SAYS = {
    "nhs_number": _("an NHS number"),
    "date_of_birth": _("a date of birth"),
    "hospital_number": _("a patient’s hospital number"),
    "national_insurance": _("a National Insurance number"),
    "person": _("somebody’s name"),
    "address": _("an address"),
    "postcode": _("a postcode"),
    "telephone": _("somebody’s telephone number"),
    "email": _("somebody’s email address"),
}


@dataclass(frozen=True, order=True)
class Finding:
    """What was found, between ``start`` and ``end`` of the text as it was given."""

    start: int
    end: int
    kind: str

    @property
    def says(self) -> str:
        """What it is, in words that can end the sentence "This looks like …"."""
        return str(SAYS[self.kind])


def screen(text: str) -> list[Finding]:
    """The identifiers in a text, in reading order; empty if there are none."""
    folded = Folded(text)
    found = {
        Finding(*folded.original(*span), kind)
        for kind, find in CLASSES.items()
        for span in find(folded.text)
    }
    return sorted(found)
