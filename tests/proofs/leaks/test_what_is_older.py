"""Whoever sees a space only since it was widened meets no word of what is older in it: on no page,
in no answer of the API, over no socket, replayed from the beginning."""

import pytest

from collab.base.live.threads import in_thread
from discussions.actions import start_thread
from discussions.models import Thread
from networks.actions.opening import open_older
from networks.actions.visibility import change_visibility
from networks.models import Space
from tests.proofs.conftest import Proved
from tests.proofs.counts import ONE_REQUEST_IN, PROVING
from tests.world import World, again

from .canaries import READ_BY_EVERYONE, Canaries, fields_with_words
from .outsider import Outsider, addresses_of, of_nothing_private, of_one_thing, verbs_of
from .test_canaries import fill
from .test_canaries_over_sockets import all_that_is_told

SPACE = "falls"
SEEN_WITH_THE_SPACE = ("networks.Space.", "accounts.Person.", "account.EmailAddress.")
NEWCOMERS = {"network": ["member of another organisation"], "public": ["anonymous", "signed-up"]}


def older(world: World, to: str) -> Canaries:
    """A space of members, full of words, and then open to these."""
    canaries = Canaries(fields_with_words() - READ_BY_EVERYONE)
    fill(canaries, world, [SPACE])
    space = Space.objects.get(pk=world.falls.pk)
    change_visibility(
        by=again(world.lead), space=space, visible_to_whom=to, started_from=space.version
    )
    return canaries


def met(canaries: Canaries, text: str) -> set[str]:
    """The fields whose words occur, but for those of the space itself and of those in it."""
    found = {canaries.where[word][0] for word in canaries.found_in(text)}
    return {each for each in found if not each.startswith(SEEN_WITH_THE_SPACE)}


@pytest.mark.parametrize("to", NEWCOMERS)
def test_no_page_and_no_answer_tells_a_newcomer_what_is_older(
    world: World, proved: Proved, to: str
) -> None:
    canaries = older(world, to)
    thread = Thread.objects.filter(space=world.falls).first()
    assert thread is not None
    asks = [
        (verb, address)
        for route in [*of_one_thing(), *of_nothing_private()]
        for address in addresses_of(route, canaries.at(route, SPACE, one_of_each=not PROVING))
        for verb in verbs_of(route)
    ][::ONE_REQUEST_IN]
    lists = ["/", "/interventions", "/spaces", f"/s/{world.falls.uid}/rows?after=0"]
    lists += [f"/s/{world.falls.uid}{tab}" for tab in ("", "/interventions", "/discussions")]
    lists += [
        f"/api/v1/{things}?space={world.falls.uid}" for things in ("threads", "interventions")
    ]
    asks += [("GET", each) for each in lists]
    for way in NEWCOMERS[to]:
        outsider = Outsider(way, world.people[way])
        assert outsider.ask("GET", f"/s/{world.falls.uid}").status == 200
        assert outsider.ask("GET", thread.get_absolute_url()).status == 404
        for verb, address in asks:
            told = outsider.ask(verb, address)
            assert met(canaries, told.text) == set(), told.asked
        for each in lists:
            assert thread.uid not in outsider.ask("GET", each).text, each
    proved(
        f"{len(asks)} requests of those who see a space since it was widened to {to}, at pages, "
        "lists and the API, with the uids of what is older in it",
        "0 words of it met",
    )


async def test_no_socket_tells_a_newcomer_what_is_older(world: World, proved: Proved) -> None:
    canaries = await in_thread(older, world, "network")
    thread = await in_thread(lambda: Thread.objects.filter(space=world.falls).first())
    said = {"by": world.lead, "for_organisation": world.lead_body, "space": world.falls}
    newer = await in_thread(lambda: start_thread(**said, title="New", text="From now on"))
    streams, focus = [world.falls.stream], f"thread:{thread.uid}"
    people = await in_thread(lambda: world.people)
    olu = people["member of another organisation"]
    told = str(await all_that_is_told(olu, streams, focus))
    assert met(canaries, told) == set()
    assert thread.uid not in told
    assert newer.uid in told
    insider = str(await all_that_is_told(canaries.people[SPACE], streams, focus))
    assert "discussions.Message.body" in met(canaries, insider)
    stated = {"stated": lambda said: True}
    await in_thread(lambda: open_older(by=again(world.lead), thing=thread, **stated))
    told = str(await all_that_is_told(olu, streams, focus))
    assert "thread.opened" in told
    assert met(canaries, told) == set(), "what was said before is read from the page"
    proved(
        "a stream replayed from the beginning for somebody who sees its space since it was widened",
        "0 words and 0 references of what is older met",
    )
