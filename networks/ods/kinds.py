"""Of what kind an organisation of a file is. The files do not say: their names and codes do."""

from networks.models import Organisation

from .layout import PRACTICE, Ods

Kind = Organisation.Kind

IN_NAMES = (
    ("ambulance", Kind.AMBULANCE),
    ("mental health", Kind.MENTAL_HEALTH),
    ("partnership", Kind.MENTAL_HEALTH),
    ("learning disabilit", Kind.LEARNING_DISABILITY),
    ("community", Kind.COMMUNITY),
)
"""What tells a trust that is no acute one, the first that is found."""


def kind_of(row: Ods) -> str | None:
    """The kind of an organisation, or None if it prescribes and is no general practice."""
    if row.prescribes:
        return Kind.PRIMARY_CARE if row.prescribes == PRACTICE else None
    if row.code.startswith("V"):
        return Kind.CARE_HOME
    name = row.name.lower()
    return next((kind for word, kind in IN_NAMES if word in name), Kind.ACUTE)
