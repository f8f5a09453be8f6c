"""What somebody may not see answers like what never was: the same status, words and headers, by the
same queries."""

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.proofs.conftest import Proved
from tests.proofs.counts import ONE_REQUEST_IN, PROVING
from tests.world import World

from .canaries import Canaries
from .outsider import BY_WHOM, Outsider, Told, addresses_of, by_whom, of_one_thing, verbs_of
from .test_canaries import MEMBERS_ALONE, canaries, fill, outsiders

__all__ = ["canaries", "outsiders"]

NEVER_WAS = "0" * 12
LITERALS = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b|\b[0-9a-f]{32}\b")


def asked(outsider: Outsider, verb: str, address: str) -> tuple[Told, list[str]]:
    """An answer, and the shapes of the queries that it took."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        told = outsider.ask(verb, address)
    return told, [LITERALS.sub("?", each["sql"]) for each in captured]


@pytest.mark.parametrize("space", MEMBERS_ALONE if PROVING else MEMBERS_ALONE[:1])
def test_hidden_is_answered_like_missing_by_the_same_queries(
    world: World, canaries: Canaries, outsiders: list[Outsider], space: str, proved: Proved
) -> None:
    fill(canaries, world, [space])
    asks = [
        (verb, hidden, missing, uid)
        for route in of_one_thing()
        for uid in canaries.at(route, space, one_of_each=True)
        for hidden, missing in zip(
            addresses_of(route, [uid]), addresses_of(route, [NEVER_WAS]), strict=True
        )
        for verb in verbs_of(route)
    ][::ONE_REQUEST_IN]
    told_apart = []
    with time_machine.travel(
        timezone.now(), tick=False
    ):  # what is noted once a minute is noted once
        for outsider, (verb, hidden, missing, uid) in by_whom(outsiders, asks):
            outsider.ask(verb, missing)
            one, by = asked(outsider, verb, hidden)
            other, by_others = asked(outsider, verb, missing)
            # An address may name the hidden organisation too, beside what is hidden or never was.
            texts = {each.text.replace(uid, NEVER_WAS) for each in (one, other)}
            if one.status != other.status or len(texts) > 1:
                told_apart.append(f"{one.asked}: {one.status} or {other.status}, other words")
            elif by != by_others:
                told_apart.append(f"{one.asked}: {len(by)} queries or {len(by_others)}")
    assert told_apart == []
    assert len(asks) > 150
    proved(
        f"{len(asks)} requests, {BY_WHOM} of outsider, for what is hidden in a private space "
        f"({space}), each beside one for what never was",
        "the same status, words and headers by the same queries",
    )
