"""A thousand who come at once take a few looks at the database, each after they came."""

import asyncio

import pytest

from collab.base.live.together import Together

from .stage import SPACE, Ledger, Page, running_hub, settled

MANY = 300
FEW = 5


async def test_who_asks_while_others_are_answered_is_answered_with_the_next() -> None:
    looks: list[list[int]] = []

    def look(asked: list[int]) -> list[int]:
        looks.append(asked)
        return [2 * each for each in asked]

    together = Together(look)
    first = asyncio.create_task(together.ask(1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    others = [asyncio.create_task(together.ask(n)) for n in (2, 3)]
    assert await asyncio.gather(first, *others) == [2, 4, 6]
    assert looks == [[1], [2, 3]]


async def test_what_goes_wrong_is_told_to_each_who_asked_and_to_nobody_after() -> None:
    def look(asked: list[int]) -> list[int]:
        return [10 // each for each in asked]

    together = Together(look)
    answers = await asyncio.gather(together.ask(0), together.ask(5), return_exceptions=True)
    assert [type(answer) for answer in answers] == [ZeroDivisionError, ZeroDivisionError]
    assert await together.ask(5) == 2


async def test_who_leaves_meanwhile_takes_nobodys_answer_away() -> None:
    together = Together(lambda asked: asked)
    gone, stays = (asyncio.create_task(together.ask(n)) for n in (1, 2))
    await asyncio.sleep(0)
    gone.cancel()
    assert await stays == 2


@pytest.mark.parametrize("behind", [0, 40, 250])
async def test_many_who_come_back_at_once_read_together(behind: int) -> None:
    ledger = Ledger()
    ledger.admit(*range(1, MANY + 1))
    for _ in range(behind):
        ledger.happens()
    async with running_hub(ledger) as hub:
        pages = [Page(hub, person).watch(after=0) for person in range(1, MANY + 1)]
        await settled(hub)
        assert all(page.seqs == list(range(1, behind + 1)) for page in pages)
        assert len(ledger.audiences) <= FEW
        assert ledger.pulls <= FEW + behind // 100
        hub.hear(SPACE, ledger.happens())
        await settled(hub)
        assert all(page.seqs[-1] == behind + 1 for page in pages)


async def test_those_who_missed_more_and_less_each_get_what_they_missed() -> None:
    ledger = Ledger()
    ledger.admit(1, 2, 3)
    for _ in range(300):
        ledger.happens()
    async with running_hub(ledger) as hub:
        stood = {1: 0, 2: 120, 3: 299}
        pages = {person: Page(hub, person).watch(after=n) for person, n in stood.items()}
        await settled(hub)
        for person, page in pages.items():
            assert page.seqs == list(range(stood[person] + 1, 301))
            assert page.is_told_without_gaps(stood[person])
