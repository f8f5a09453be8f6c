"""Which fellows might answer a question: those who see it and list a topic that its title names."""

import re
from collections.abc import Sequence

from collab.base.accounts.models import Person
from discussions.models import Thread
from fellows.models import Expertise, Topic
from networks.models import Fellowship
from networks.roles import capacities, visits
from networks.standing import Standing, standings

from .desk import Desk

A_FELLOW = Standing(fellow=True)
OF_A_FELLOW = ("person__uid", "person__name", "person__email")
WORD = re.compile(r"\w+")


def fellows_for(threads: Sequence[Thread], desk: Desk) -> dict[str, list[Person]]:
    """Fellows to ask about each of these questions, by its uid, in a fixed number of queries.

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
    fellows = sorted(
        fellowships.select_related("person").only("collaborative_id", *OF_A_FELLOW),
        key=lambda each: (each.collaborative_id != desk.collaborative.pk, each.person.name),
    )
    standing = standings([each.person_id for each in fellows])
    found: dict[str, list[Person]] = {}
    for thread in threads:
        named = [people for topic, people in listing.items() if topics[topic] <= titles[thread.uid]]
        asked = set().union(*named) - {thread.by_id, desk.person.pk}
        by_all = visits(A_FELLOW, thread.space, thread.reach)
        found[thread.uid] = [
            each.person
            for each in fellows
            if each.person_id in asked
            and (by_all or capacities(standing[each.person_id], thread.space, desk.now))
        ]
    return found


def stems(text: str) -> frozenset[str]:
    """The words of a text, so that "falls" and "Fall" are one."""
    return frozenset(_stem(word) for word in WORD.findall(text.lower()))


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _topics_in(words: set[str]) -> dict[int, frozenset[str]]:
    """The topics of which each word is among these, by id, with their words."""
    found = {pk: stems(name) for pk, name in Topic.objects.values_list("pk", "name")}
    return {pk: topic for pk, topic in found.items() if topic and topic <= words}
