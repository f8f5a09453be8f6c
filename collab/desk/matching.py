"""Which fellows might answer a question: those who see it and list a topic that its title names."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from discussions.models import Thread
from fellows.models import Expertise, Topic
from networks.models import Fellowship
from networks.roles import capacities, visits
from networks.standing import Standing, standings

from .desk import Desk

A_FELLOW = Standing(fellow=True)
OF_A_FELLOW = ("person", "person__uid", "person__name")
WORD = re.compile(r"\w+")


class Fellow(NamedTuple):
    """Somebody who could be asked; ``pk`` is the person's."""

    pk: int
    uid: str
    name: str


def fellows_for(threads: Sequence[Thread], desk: Desk) -> dict[str, list[Fellow]]:
    """Fellows to ask about each of these questions, by its uid, in no more queries for many.

    Those of the collaborative come first, then all others, by name. Nobody is asked who would not
    see the question, or has asked it.
    """
    titles = {thread.uid: stems(thread.title) for thread in threads}
    topics = _topics_in(set().union(*titles.values()) if titles else set())
    listing: dict[int, set[int]] = {topic: set() for topic in topics}
    through = Expertise.topics.through.objects.filter(topic__in=topics)
    for person, topic in through.values_list("expertise__person", "topic"):
        listing[topic].add(person)
    fellowships = Fellowship.objects.current().filter(
        person__in=set().union(*listing.values()), person__is_active=True
    )
    rows = sorted(
        fellowships.values_list("collaborative_id", *OF_A_FELLOW),
        key=lambda row: (row[0] != desk.collaborative.pk, row[-1]),
    )
    fellows = [Fellow(*row) for _collaborative, *row in rows]
    asked = {
        thread.uid: set().union(
            *(people for topic, people in listing.items() if topics[topic] <= titles[thread.uid])
        )
        - {thread.by_id, desk.person.pk}
        for thread in threads
    }
    confined = [each for each in threads if not visits(A_FELLOW, each.space, each.reach)]
    asked |= _taking_part(confined, asked, desk)
    return {uid: [each for each in fellows if each.pk in people] for uid, people in asked.items()}


def _taking_part(
    threads: Sequence[Thread], asked: Mapping[str, set[int]], desk: Desk
) -> dict[str, set[int]]:
    """Who of those asked about each of these questions takes part in its space."""
    standing = standings(set().union(*(asked[each.uid] for each in threads)))
    return {
        each.uid: {
            pk
            for pk in asked[each.uid]
            if pk in standing and capacities(standing[pk], each.space, desk.now)
        }
        for each in threads
    }


def stems(text: str) -> frozenset[str]:
    """The words of a text, so that "falls" and "Fall" are one."""
    return frozenset(_stem(word) for word in WORD.findall(text.lower()))


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _topics_in(words: set[str]) -> dict[int, frozenset[str]]:
    """The topics of which each word is among these, by id, with their words."""
    found = {pk: stems(name) for pk, name in Topic.objects.values_list("pk", "name")}
    return {pk: topic for pk, topic in found.items() if topic and topic <= words}
