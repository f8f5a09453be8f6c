from typing import Any, NamedTuple, Self

from django.db import models
from django.db.models import Q

from collab.base.access.subjects import Ref
from networks.standing import NOBODY, own_spaces, seen_spaces, standing_of

from .spaces import Space


class Ground(NamedTuple):
    """A space as far as one thing in it reaches: over it people have the rights that they have over
    the thing."""

    space: Space
    reach: str


def within_reach(person: Any, prefix: str = "") -> Q:
    """What is true of the things in spaces that somebody sees.

    They see the space, and take part in it or are of those that the thing reaches. The first part
    alone is what indexes answer; the rest is looked at on the rows that it leaves.

    Args:
        person: who reads.
        prefix: the lookup that leads to the thing, such as ``"thread__"``.
    """
    standing = standing_of(person)
    in_network = standing.in_network
    visitors = Space.Visibility.NETWORK, Space.Visibility.PUBLIC
    reached = Q(**{f"{prefix}reach__in": visitors if in_network else visitors[1:]})
    if standing is not NOBODY:
        reached |= Q(**{f"{prefix}space__in": own_spaces(person)})
    return Q(**{f"{prefix}space__in": seen_spaces(person)}) & reached


class ConfinedQuerySet(models.QuerySet[Any]):
    def in_sight_of(self, person: Any) -> Self:
        return self.filter(within_reach(person))

    def unopened_in(self, space: Space) -> Self:
        """Those that some who see the space do not see: they are from before it was widened."""
        narrower = NARROWER[Space.Visibility(space.visible_to_whom)]
        return self.filter(space=space, reach__in=narrower)

    def that_wait(self) -> Self:
        """The same in all spaces."""
        of_members = Q(reach=Space.Visibility.MEMBERS)
        of_members &= ~Q(space__visible_to_whom=Space.Visibility.MEMBERS)
        of_the_network = Q(reach=Space.Visibility.NETWORK)
        of_the_network &= Q(space__visible_to_whom=Space.Visibility.PUBLIC)
        return self.filter(of_members | of_the_network)

    def opened_in(self, space: Space) -> Self:
        """Those from before it was widened that were opened to all who see it."""
        opened = self.filter(space=space).exclude(opened_from="")
        return opened.exclude(reach__in=NARROWER[Space.Visibility(space.visible_to_whom)])

    def older_in(self, space: Space) -> Self:
        """Both."""
        narrower = NARROWER[Space.Visibility(space.visible_to_whom)]
        return self.filter(Q(reach__in=narrower) | ~Q(opened_from=""), space=space)


class Confined(models.Model):
    """Something that lives in a space and is seen by no more people than it was written for.

    ``reach`` is the widest circle of readers that it is open to. A space that is seen by fewer
    bounds it further; one that is widened does not widen what is in it already. ``opened_from``
    says how far it reached before somebody opened it to more, after all of it was screened.
    """

    reach = models.CharField(
        max_length=8, choices=Space.Visibility, default=Space.Visibility.MEMBERS
    )
    opened_from = models.CharField(max_length=8, choices=Space.Visibility, blank=True)

    space: Any  # as each kind has it
    uid: Any
    version: Any

    class Meta:
        abstract = True

    @property
    def ref(self) -> Ref:
        return Ref(str(self._meta.model_name), self.uid)

    @property
    def waits_to_be_opened(self) -> bool:
        """Do some who see its space not see it?"""
        return self.reach in NARROWER[Space.Visibility(self.space.visible_to_whom)]

    @property
    def ground(self) -> Ground:
        return Ground(self.space, self.reach)


WIDER = {
    Space.Visibility.MEMBERS: [Space.Visibility.NETWORK, Space.Visibility.PUBLIC],
    Space.Visibility.NETWORK: [Space.Visibility.PUBLIC],
    Space.Visibility.PUBLIC: [],
}
NARROWER = {
    Space.Visibility.MEMBERS: [],
    Space.Visibility.NETWORK: [Space.Visibility.MEMBERS],
    Space.Visibility.PUBLIC: [Space.Visibility.MEMBERS, Space.Visibility.NETWORK],
}


def narrower_of(one: str, other: str) -> str:
    """The narrower of two circles of readers."""
    return one if other in WIDER[Space.Visibility(one)] else other


def seen_by_whom(space: Space) -> str:
    """Who sees a space now: how far what is made in it reaches. In the transaction that makes it,
    since the space at hand may have been read before it was narrowed."""
    reach: str = Space.objects.values_list("visible_to_whom", flat=True).get(pk=space.pk)
    return reach
