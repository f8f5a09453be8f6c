"""Whatever happens in whatever order, a stream whose audience is empty reaches nobody."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from collab.base.live.hub import ACCESS

from .stage import FACILITATOR, MEMBER, SPACE, Ledger, Page, running_hub, settled

PEOPLE = st.integers(1, 4)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("happens"), st.sampled_from([MEMBER, FACILITATOR])),
        st.tuples(st.just("poke"), st.integers(0, 30)),
        st.tuples(st.just("access"), st.none()),
        st.tuples(st.just("watch"), PEOPLE),
        st.tuples(st.just("leave"), PEOPLE),
        st.tuples(st.just("rest"), st.none()),
    ),
    max_size=25,
)


async def play(before: list, after: list) -> tuple[list[Page], Ledger, int]:
    """Readers 1 and 2 and facilitators 3 and 4 come and go; all lose sight; the world goes on."""
    ledger = Ledger()
    ledger.admit(1, 2)
    ledger.admit(3, 4, role=FACILITATOR)
    async with running_hub(ledger) as hub:
        pages = {person: Page(hub, person) for person in range(1, 5)}

        async def go(steps: list) -> None:
            for step, value in steps:
                match step:
                    case "happens":
                        hub.hear(SPACE, ledger.happens(min_role=value))
                    case "poke":
                        hub.hear(SPACE, value)
                    case "access":
                        hub.hear(ACCESS, 0)
                    case "watch":
                        pages[value].watch(after=0)
                    case "leave":
                        hub.unwatch(pages[value].socket, SPACE)
                    case "rest":
                        await settled(hub)

        await go(before)
        for person in pages:
            ledger.revoke(person)
        last_before = len(ledger.rows[SPACE])
        await go(after)
        hub.hear(SPACE, ledger.happens())
        await settled(hub)
        return list(pages.values()), ledger, last_before


@settings(deadline=None, max_examples=60)
@given(before=STEPS, after=STEPS)
def test_nothing_that_happened_after_all_lost_sight_reaches_anybody(
    before: list, after: list
) -> None:
    pages, _, last_before = asyncio.run(play(before, after))
    assert all(seq <= last_before for page in pages for seq in page.seqs)


@settings(deadline=None, max_examples=60)
@given(steps=STEPS)
def test_who_never_had_sight_is_never_told_anything(steps: list) -> None:
    pages, *_ = asyncio.run(play([], steps))
    assert not any(page.events or page.of_type("watching") for page in pages)


@settings(deadline=None, max_examples=60)
@given(steps=STEPS)
def test_readers_never_get_what_is_for_facilitators(steps: list) -> None:
    pages, ledger, _ = asyncio.run(play(steps, []))
    for_facilitators = {row.seq for row in ledger.rows[SPACE] if row.min_role == FACILITATOR}
    assert not any(for_facilitators & set(page.seqs) for page in pages[:2])
