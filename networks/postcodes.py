"""Postcodes: how one is written, and what somebody types who looks for a place."""

import re

from django.utils.translation import gettext_lazy as _

NO_POSTCODE = _("Enter a whole postcode, like BS10 5NB")
POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}")
BEGUN = re.compile(
    r"(?P<area>[A-Z]{1,2})((?P<district>[0-9][A-Z0-9]?)( ?(?P<inward>[0-9][A-Z]{0,2}))?)?"
)
"""A postcode, or what one begins with: its area, its district, or more."""


def as_postcode(text: str) -> str | None:
    """A postcode as one writes it, "BS10 5NB", however it was typed; None for what is none."""
    together = "".join(text.upper().split())
    postcode = f"{together[:-3]} {together[-3:]}"
    return postcode if POSTCODE.fullmatch(postcode) else None


def area_of(postcode: str) -> str:
    """The letters that a postcode begins with: "BS" of "BS10 5NB"."""
    found = re.match(r"[A-Z]{1,2}", postcode)
    return found.group() if found else ""


def begun(text: str) -> tuple[str, str] | None:
    """The area, and an expression that postcodes fit which begin like this text; or None.

    "BS" stands for a whole area, "BS1" for a district and not for BS10, "SW1" for SW1A too.
    """
    found = BEGUN.fullmatch(" ".join(text.upper().split()))
    if found is None:
        return None
    area, district, inward = found["area"], found["district"] or "", found["inward"] or ""
    if not district:
        return area, ""
    parts = "[A-Z]?" if district[-1].isdigit() else ""
    return area, f"^{area}{district}{parts} {inward}"
