"""Roles, permissions, and the one function that answers "may they?"."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, singledispatch
from typing import Any

from django.core.exceptions import PermissionDenied


class Role(StrEnum):
    """What somebody is to a subject. One person can be several things at once."""

    ANYONE = "Anyone"
    SIGNED_IN = "Signed in"
    NETWORK = "Network member"
    READER = "Reader"
    CONTRIBUTOR = "Contributor"
    AUTHOR = "Author"
    FACILITATOR = "Facilitator"
    MEMBER = "Organisation member"
    SAFETY_LEAD = "Safety lead"
    SPONSOR = "Executive sponsor"
    ADMINISTRATOR = "Administrator"
    COACH = "Coach"
    LEAD = "Collaborative lead"
    STEWARD = "National steward"
    SELF = "The person"


INCLUDES: dict[Role, set[Role]] = {
    Role.ANYONE: set(),
    Role.SIGNED_IN: {Role.ANYONE},
    Role.NETWORK: {Role.SIGNED_IN},
    Role.READER: {Role.ANYONE},
    Role.CONTRIBUTOR: {Role.READER, Role.SIGNED_IN},
    Role.AUTHOR: {Role.CONTRIBUTOR},
    Role.FACILITATOR: {Role.CONTRIBUTOR},
    Role.MEMBER: {Role.NETWORK},
    Role.SAFETY_LEAD: {Role.MEMBER},
    Role.SPONSOR: {Role.MEMBER},
    Role.ADMINISTRATOR: {Role.MEMBER},
    Role.COACH: {Role.SIGNED_IN},
    Role.LEAD: {Role.SIGNED_IN},
    Role.STEWARD: {Role.NETWORK},
    Role.SELF: {Role.SIGNED_IN},
}


@cache
def with_included(role: Role) -> frozenset[Role]:
    """A role and every role that it includes."""
    return frozenset({role}).union(*(with_included(lesser) for lesser in INCLUDES[role]))


@dataclass(frozen=True)
class Permission:
    """One thing that may be done: a sentence for people, and the roles that may do it."""

    key: str
    sentence: str
    roles: frozenset[Role]
    about: str
    signed_out: str = ""
    """Why signing in is asked for, where that does not go without saying."""


PERMISSIONS: dict[str, Permission] = {}


def permission(
    key: str, sentence: str, roles: Iterable[Role], *, about: str, signed_out: str = ""
) -> Permission:
    """Declare a permission.

    Args:
        key: its name in the code's own words, such as "post_message".
        sentence: what it lets somebody do, in words a clinician reads.
        roles: who may.
        about: the kind of thing it is about ("space", "organisation"…), the matrix's section.
        signed_out: what the page to sign in says to who wanted to do it signed out.

    Raises:
        ValueError: the key is taken.
    """
    if key in PERMISSIONS:
        raise ValueError(f"two permissions are called {key}")
    PERMISSIONS[key] = Permission(key, sentence, frozenset(roles), about, signed_out)
    return PERMISSIONS[key]


ANY_ORGANISATION = object()


@singledispatch
def roles_of(
    subject: Any, person: Any, *, organisation: Any = ANY_ORGANISATION, fresh: bool = False
) -> set[Role]:
    """What a person is to a subject.

    What people make lives in exactly one space, and rights over it are their rights there; its
    ``ground`` says where not all who see the space see it. Who made it is its author, for as long
    as they contribute there for whom they spoke. An app whose models are more than that registers
    its own answer.

    Args:
        subject: whatever rights are held over.
        person: a Person, or Django's AnonymousUser.
        organisation: count only what they hold on behalf of this organisation, or of none for
            None. Rights from two organisations never combine.
        fresh: read the database again instead of what this request has read already.
    """
    ground = getattr(subject, "ground", None) or subject.space
    roles = roles_of(ground, person, organisation=organisation, fresh=fresh)
    if person.is_authenticated and getattr(subject, "by_id", None) == person.pk:
        spoke_for = subject.for_organisation
        asked = organisation is ANY_ORGANISATION or organisation == spoke_for
        if asked and Role.CONTRIBUTOR in roles_of(subject.space, person, organisation=spoke_for):
            roles.add(Role.AUTHOR)
    return roles


class Site:
    """The product itself, for pages that are about nothing in particular."""


SITE = Site()


@roles_of.register
def _(subject: Site, person: Any, **reading: Any) -> set[Role]:
    return {Role.ANYONE, Role.SIGNED_IN} if person.is_authenticated else {Role.ANYONE}


class NotPermitted(PermissionDenied):
    """The person sees the subject and may not do this to it.

    Args:
        needed: the permission that they lack.
        over: the subject.
    """

    def __init__(self, needed: Permission, over: Any = None) -> None:
        self.needed, self.over = needed, over
        super().__init__(needed.sentence)


def may(
    person: Any,
    needed: Permission,
    subject: Any,
    *,
    organisation: Any = ANY_ORGANISATION,
    fresh: bool = False,
) -> bool:
    """May this person do this to this subject? Everything that asks, asks here."""
    roles = roles_of(subject, person, organisation=organisation, fresh=fresh)
    return bool(needed.roles & roles)


def authorise(
    person: Any, needed: Permission, subject: Any, *, organisation: Any = ANY_ORGANISATION
) -> None:
    """The same question for actions, inside their transaction and read afresh.

    Raises:
        NotPermitted: they may not.
    """
    if not may(person, needed, subject, organisation=organisation, fresh=True):
        raise NotPermitted(needed, subject)
