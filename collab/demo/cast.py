"""Whom one signs in as, to see the demo story from where they stand."""

from typing import Any

from django.conf import settings

from collab.base.accounts.models import Person

from . import reading

WHO = ["amina.okafor", "ben.hughes", "priya.nair", "daniel.achebe"]


def sign_ins() -> list[dict[str, Any]]:
    """Those people, as the story describes them; nobody where it is not told."""
    if not settings.DEMO:
        return []
    cast = {person["key"]: person for person in reading.records("people")["person"]}
    people = [cast[key] for key in WHO]
    there = Person.objects.filter(email__in=[person["email"] for person in people])
    told = set(there.values_list("email", flat=True))
    return [person for person in people if person["email"] in told]
