"""A hub hands each event on once, in order, in the form that its audience may see."""

from django.db import OperationalError

from collab.base.live import fragments

from .stage import (
    FACILITATOR,
    SPACE,
    Ledger,
    Page,
    draw_messages,
    eventually,
    running_hub,
    settled,
)


async def test_what_happens_arrives_once_and_in_order() -> None:
    ledger = Ledger()
    ledger.admit(1)
    async with running_hub(ledger) as hub:
        page = Page(hub, 1).watch()
        await settled(hub)
        for _ in range(5):
            hub.hear(SPACE, ledger.happens())
        await settled(hub)
        assert page.frames[0] == {
            "type": "watching",
            "stream": SPACE,
            "epoch": "FIRST",
            "head": 0,
        }
        assert page.seqs == [1, 2, 3, 4, 5]
        assert [event["prev"] for event in page.events] == [0, 1, 2, 3, 4]


async def test_an_event_tells_what_it_is_of_and_nothing_of_its_content() -> None:
    ledger = Ledger()
    ledger.admit(1)
    async with running_hub(ledger) as hub:
        page = Page(hub, 1).watch()
        await settled(hub)
        hub.hear(SPACE, ledger.happens("message:M1", within="thread:T1", version=3))
        await settled(hub)
        assert page.events == [
            {
                "type": "event",
                "stream": SPACE,
                "seq": 1,
                "prev": 0,
                "kind": "message.posted",
                "v": 1,
                "subject": "message:M1",
                "within": "thread:T1",
                "version": 3,
                "headline": False,
                "at": "2026-11-22T14:30:01+00:00",
            }
        ]


async def test_pokes_that_come_together_become_one_pull() -> None:
    ledger = Ledger()
    ledger.admit(1)
    async with running_hub(ledger) as hub:
        page = Page(hub, 1).watch()
        await settled(hub)
        before = ledger.pulls
        for _ in range(80):
            hub.hear(SPACE, ledger.happens())
        await settled(hub)
        assert page.seqs == list(range(1, 81))
        assert ledger.pulls == before + 1


async def test_pokes_in_any_order_and_again_change_nothing() -> None:
    ledger = Ledger()
    ledger.admit(1)
    async with running_hub(ledger) as hub:
        page = Page(hub, 1).watch()
        await settled(hub)
        for _ in range(3):
            ledger.happens()
        for seq in (3, 1, 2, 3, 1):
            hub.hear(SPACE, seq)
            await settled(hub)
        assert page.seqs == [1, 2, 3]


async def test_a_poke_for_more_than_there_is_does_not_keep_the_hub_busy() -> None:
    ledger = Ledger()
    ledger.admit(1)
    async with running_hub(ledger) as hub:
        page = Page(hub, 1).watch()
        await settled(hub)
        hub.hear(SPACE, 1000)
        await settled(hub)
        hub.hear(SPACE, ledger.happens())
        await settled(hub)
        assert page.seqs == [1]


async def test_a_stream_that_nobody_here_watches_costs_nothing() -> None:
    ledger = Ledger()
    async with running_hub(ledger) as hub:
        hub.hear(SPACE, ledger.happens())
        await settled(hub)
        assert ledger.pulls == 0


async def test_a_thousand_pages_of_one_audience_get_the_same_text_from_one_pull() -> None:
    ledger = Ledger()
    ledger.admit(*range(1000))
    async with running_hub(ledger) as hub:
        pages = [Page(hub, person).watch() for person in range(1000)]
        await settled(hub)
        before = ledger.pulls, ledger.heads_read, len(ledger.audiences)
        hub.hear(SPACE, ledger.happens())
        await settled(hub)
        assert (ledger.pulls, ledger.heads_read, len(ledger.audiences)) == (
            before[0] + 1,
            before[1],
            before[2],
        )
        assert {len(page.events) for page in pages} == {1}
        assert len({id(page.texts[-1]) for page in pages}) == 1


async def test_readers_hear_nothing_of_what_is_for_facilitators_and_miss_nothing() -> None:
    ledger = Ledger()
    ledger.admit(1)
    ledger.admit(2, role=FACILITATOR)
    async with running_hub(ledger) as hub:
        reader, facilitator = Page(hub, 1).watch(), Page(hub, 2).watch()
        await settled(hub)
        for min_role in (1, FACILITATOR, FACILITATOR, 1, 1):
            hub.hear(SPACE, ledger.happens(min_role=min_role))
            await settled(hub)
        assert reader.seqs == [1, 4, 5]
        assert [event["prev"] for event in reader.events] == [0, 1, 4]
        assert facilitator.seqs == [1, 2, 3, 4, 5]
        assert [event["prev"] for event in facilitator.events] == [0, 1, 2, 3, 4]


async def test_only_pages_that_look_at_a_thread_get_its_messages_as_html() -> None:
    ledger = Ledger()
    ledger.admit(1, 2, 3)
    fragments.register_fragments("message", draw_messages({"M1": (1, "<p>Hello</p>")}))
    async with running_hub(ledger) as hub:
        in_thread = Page(hub, 1).watch(focus="thread:T1")
        at_message = Page(hub, 2).watch(focus="message:M1")
        elsewhere = Page(hub, 3).watch(focus="thread:T2")
        await settled(hub)
        hub.hear(SPACE, ledger.happens("message:M1", within="thread:T1"))
        await settled(hub)
        assert in_thread.events[0]["html"] == at_message.events[0]["html"] == "<p>Hello</p>"
        assert "html" not in elsewhere.events[0]


async def test_what_was_removed_arrives_as_gone_and_without_a_word_of_it() -> None:
    ledger = Ledger()
    ledger.admit(1, 2)
    messages = {"M1": (1, "<p>A patient's name</p>")}
    fragments.register_fragments("message", draw_messages(messages))
    ledger.happens("message:M1", within="thread:T1")
    del messages["M1"]
    async with running_hub(ledger) as hub:
        focused, light = Page(hub, 1).watch(focus="thread:T1"), Page(hub, 2).watch()
        await settled(hub)
        for page in (focused, light):
            assert page.events[0]["gone"] is True
            assert "html" not in page.events[0]


async def test_html_comes_with_the_version_that_it_shows() -> None:
    ledger = Ledger()
    ledger.admit(1)
    fragments.register_fragments("message", draw_messages({"M1": (2, "<p>Better</p>")}))
    ledger.happens("message:M1", version=1)
    ledger.happens("message:M1", version=2)
    async with running_hub(ledger) as hub:
        page = Page(hub, 1).watch(focus="message:M1")
        await settled(hub)
        assert [event["version"] for event in page.events] == [2, 2]


async def test_a_message_that_cannot_be_drawn_does_not_hold_up_its_stream() -> None:
    def broken(uids: list[str]) -> dict[str, fragments.Fragment]:
        raise ZeroDivisionError

    ledger = Ledger()
    ledger.admit(1)
    fragments.register_fragments("message", broken)
    async with running_hub(ledger) as hub:
        page = Page(hub, 1).watch(focus="thread:T")
        await settled(hub)
        hub.hear(SPACE, ledger.happens())
        await settled(hub)
        assert page.seqs == [1]
        assert not {"html", "gone"} & set(page.events[0])


async def test_what_cannot_be_drawn_since_the_database_is_away_waits_for_it() -> None:
    tries: list[list[str]] = []

    def away_at_first(uids: list[str]) -> dict[str, fragments.Fragment]:
        tries.append(uids)
        if len(tries) < 3:
            raise OperationalError("the connection is lost")
        return {uid: fragments.Fragment(1, "<li>Ours slip</li>") for uid in uids}

    ledger = Ledger()
    ledger.admit(1)
    fragments.register_fragments("message", away_at_first)
    async with running_hub(ledger, heartbeat_seconds=0.05) as hub:
        page = Page(hub, 1).watch(focus="thread:T")
        await settled(hub)
        hub.hear(SPACE, ledger.happens("message:M", within="thread:T"))
        await eventually(lambda: page.seqs == [1])
        assert page.events[0]["html"] == "<li>Ours slip</li>"
        assert len(tries) == 3


async def test_one_socket_follows_several_streams() -> None:
    ledger = Ledger()
    ledger.rows["s:OTHER"], ledger.seats["s:OTHER"] = [], {}
    ledger.admit(1)
    ledger.admit(1, stream="s:OTHER")
    async with running_hub(ledger) as hub:
        page = Page(hub, 1).watch().watch(stream="s:OTHER")
        await settled(hub)
        hub.hear(SPACE, ledger.happens())
        hub.hear("s:OTHER", ledger.happens(stream="s:OTHER"))
        await settled(hub)
        hub.unwatch(page.socket, SPACE)
        hub.hear(SPACE, ledger.happens())
        hub.hear("s:OTHER", ledger.happens(stream="s:OTHER"))
        await settled(hub)
        told = [(event["stream"], event["seq"]) for event in page.events]
        assert sorted(told) == [(SPACE, 1), ("s:OTHER", 1), ("s:OTHER", 2)]


async def test_a_database_that_fails_for_a_while_delays_and_loses_nothing() -> None:
    ledger = Ledger()
    ledger.admit(1)
    async with running_hub(ledger, heartbeat_seconds=0.05) as hub:
        page = Page(hub, 1).watch()
        await settled(hub)
        pull = ledger.pull
        ledger.pull = lambda *args: 1 / 0  # type: ignore[assignment,return-value]
        hub.hear(SPACE, ledger.happens())
        hub.hear(SPACE, ledger.happens())
        beats = ledger.heads_read
        await eventually(lambda: ledger.heads_read > beats + 2)
        assert page.seqs == []
        ledger.pull = pull  # type: ignore[method-assign]
        await settled(hub)
        assert page.seqs == [1, 2]
