"""The network drawn: what is counted, and where it stands."""

from datetime import date, timedelta
from itertools import combinations

import html5lib
import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from collab.base.jobs.declaring import PERIODIC
from collab.spread import views
from collab.spread.activity import activity_of, all_together, in_common, most_in_common
from collab.spread.counting import count_space, count_what_changed, count_what_moved
from collab.spread.drawing.arcs import MOST, draw_arcs, in_order
from collab.spread.drawing.bars import BARS_HIGH, draw_bars
from collab.spread.drawing.tiles import SHADES, draw_tiles
from collab.spread.jobs import count_activity, looking
from collab.spread.models import InCommon, Tally
from collab.spread.months import last_months
from discussions.actions import move_thread, post_message, remove_message, start_thread
from discussions.models import Message, Thread
from networks.actions.opening import close_older, open_older
from networks.actions.visibility import change_visibility
from networks.models import Membership, Organisation, Space, StreamHead
from tests.jobs import run_due_jobs
from tests.unit.interventions.examples import shared
from tests.unit.ui.markup import elements, words
from tests.world import World, again, join

NOBODY = AnonymousUser()
SVG, PATH, TEXT, TITLE = (
    f"{{http://www.w3.org/2000/svg}}{name}" for name in ("svg", "path", "text", "title")
)


@pytest.fixture
def months() -> list:
    return last_months(timezone.localdate())


def discussion(world: World, space: Space) -> Thread:
    """Amina of Severnside asks, Ben of Kingsholm answers."""
    thread = start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=space,
        title="Which?",
        text="Which?",
    )
    post_message(by=world.ben, for_organisation=world.kingsholm, thread=thread, text="These.")
    return thread


def test_the_months_are_those_of_london() -> None:
    months = last_months(date(2026, 4, 1), 3)
    assert [month.name for month in months] == ["February 2026", "March 2026", "April 2026"]
    assert months[1].ends == months[2].begins
    assert months[2].begins.isoformat() == "2026-04-01T00:00:00+01:00"
    assert last_months(date(2026, 1, 31), 2)[0].first == date(2025, 12, 1)


def test_only_what_the_reader_may_see_is_counted(world: World, months: list) -> None:
    discussion(world, world.falls)
    discussion(world, world.surgery)
    count_what_changed(timezone.now())
    theirs = [world.severnside.pk, world.kingsholm.pk, world.fenland.pk]
    seen = {
        name: {pk: sum(each.said) for pk, each in activity_of(theirs, who, months).items()}
        for name, who in (("Amina", again(world.amina)), ("the public", NOBODY))
    }
    assert seen == {
        "Amina": dict(zip(theirs, (2, 2, 0), strict=True)),
        "the public": dict(zip(theirs, (1, 1, 0), strict=True)),
    }
    pair = (world.severnside.pk, world.kingsholm.pk)
    assert in_common(theirs, again(world.amina)) == {pair: 2}
    assert in_common(theirs, NOBODY) == {pair: 1}


def test_what_is_older_is_counted_for_those_who_see_it(world: World, months: list) -> None:
    discussion(world, world.falls)
    both, olu = [world.severnside.pk, world.kingsholm.pk], again(world.outsider)

    def said(person: object) -> int:
        count_what_changed(timezone.now())
        return all_together(list(activity_of(both, person, months).values()), months).total

    change_visibility(by=world.lead, space=world.falls, visible_to_whom="network", started_from=1)
    assert (said(again(world.amina)), said(olu)) == (2, 0)
    assert in_common(both, olu) == {}
    newer = discussion(world, world.falls)
    assert (said(again(world.amina)), said(olu), said(NOBODY)) == (4, 2, 0)
    change_visibility(by=world.lead, space=world.falls, visible_to_whom="members", started_from=2)
    post_message(by=world.ben, for_organisation=world.kingsholm, thread=newer, text="Ours.")
    assert (said(again(world.amina)), said(olu)) == (5, 0)
    change_visibility(by=world.lead, space=world.falls, visible_to_whom="network", started_from=3)
    activity = activity_of(both, olu, months)  # not counted since
    assert all_together(list(activity.values()), months).total == 0
    assert said(olu) == 0


def test_what_was_removed_counts_no_more(world: World, months: list) -> None:
    thread = discussion(world, world.surgery)
    answer = Message.objects.get(thread=thread, n=2)
    count_what_changed(timezone.now())
    assert activity_of([world.kingsholm.pk], NOBODY, months)[world.kingsholm.pk].total == 1
    remove_message(by=world.ben, message=answer)
    assert count_what_changed(timezone.now()) == 1
    assert activity_of([world.kingsholm.pk], NOBODY, months)[world.kingsholm.pk].total == 0
    assert not in_common([world.severnside.pk, world.kingsholm.pk], NOBODY)


def test_who_discusses_what_the_other_shared_has_it_in_common(world: World, months: list) -> None:
    intervention = shared(world, space=world.surgery)
    start_thread(
        by=world.ben,
        for_organisation=world.kingsholm,
        space=world.surgery,
        title="The last pause",
        text="Who measures it?",
        about=intervention.ref,
    )
    count_what_changed(timezone.now())
    both = [world.severnside.pk, world.kingsholm.pk]
    assert in_common(both, NOBODY) == {tuple(sorted(both)): 1}


def test_what_was_done_is_told_month_by_month(world: World, months: list) -> None:
    thread = discussion(world, world.surgery)
    Message.objects.filter(thread=thread, n=1).update(at=months[3].begins)
    Message.objects.filter(thread=thread, n=2).update(at=months[0].begins.replace(year=2020))
    count_what_changed(timezone.now())
    found = activity_of([world.severnside.pk, world.kingsholm.pk], NOBODY, months)
    together = all_together(list(found.values()), months)
    assert together.said == (0, 0, 0, 1, *(0,) * 8)


def test_a_space_is_counted_anew_only_when_something_happened_or_a_month_passed(
    world: World,
) -> None:
    now = timezone.now()
    assert count_what_changed(now) == len(world.spaces)
    assert count_what_changed(now) == 0
    discussion(world, world.surgery)
    assert count_what_changed(now) == 1
    assert count_what_changed(now + timedelta(days=31)) == len(world.spaces)


def told_at_once(world: World, months: list) -> tuple[int, dict]:
    """What the public is told of Severnside and Kingsholm, a moment after something happened."""
    looking.look()
    run_due_jobs()
    both = [world.severnside.pk, world.kingsholm.pk]
    activity = activity_of(both, NOBODY, months)
    return all_together(list(activity.values()), months).total, in_common(both, NOBODY)


def test_what_was_moved_away_is_told_of_no_longer(world: World, months: list) -> None:
    moved, stays = discussion(world, world.surgery), discussion(world, world.surgery)
    post_message(by=world.ben, for_organisation=world.kingsholm, thread=stays, text="More.")
    count_what_changed(timezone.now())
    pair = tuple(sorted((world.severnside.pk, world.kingsholm.pk)))
    assert told_at_once(world, months) == (5, {pair: 2})
    move_thread(by=world.lead, thread=moved, out_of=world.surgery, into=world.falls)
    assert told_at_once(world, months) == (3, {pair: 1})
    both = [world.severnside.pk, world.kingsholm.pk]
    theirs = activity_of(both, again(world.amina), months)
    assert all_together(list(theirs.values()), months).total == 5, "counted where it is now"


def test_what_was_closed_is_told_of_no_longer(world: World, months: list) -> None:
    thread = discussion(world, world.falls)
    change_visibility(by=world.lead, space=world.falls, visible_to_whom="public", started_from=1)
    open_older(by=world.lead, thing=thread)
    count_what_changed(timezone.now())
    assert told_at_once(world, months)[0] == 2
    close_older(by=world.lead, thing=thread)
    assert told_at_once(world, months) == (0, {})


def test_what_is_written_is_counted_by_the_hour_alone(world: World, months: list) -> None:
    count_what_changed(timezone.now())
    discussion(world, world.surgery)
    assert count_what_moved(timezone.now()) == 0
    assert told_at_once(world, months)[0] == 0


def test_what_was_counted_since_is_not_overwritten(world: World, months: list) -> None:
    seq = StreamHead.objects.get(stream=world.surgery.stream).seq
    discussion(world, world.surgery)
    count_what_changed(timezone.now())
    Message.objects.update(removed_at=timezone.now())  # as a worker read it that was slower
    count_space(world.surgery, seq=seq, now=timezone.now())
    assert told_at_once(world, months)[0] == 2


def test_it_is_counted_every_hour(world: World) -> None:
    assert PERIODIC[count_activity.module_path] == (count_activity, timedelta(hours=1))
    discussion(world, world.surgery)
    count_activity.call()
    assert Tally.objects.visible_to(NOBODY).count() == 2


def test_nobody_is_counted_for_a_collaborative_of_nobody(months: list) -> None:
    assert all_together([], months).together == (0,) * 12


def test_the_highest_bar_takes_all_the_room() -> None:
    drawn = draw_bars([0, 4, 2], ["a", "b", "c"], width=300, every=2)
    assert [bar.height for bar in drawn.bars] == [0, BARS_HIGH, BARS_HIGH / 2]
    assert [bar.label for bar in drawn.bars] == ["a", "", "c"]
    assert all(bar.x >= 0 and bar.x + bar.width <= 300 for bar in drawn.bars)


def test_those_with_most_in_common_stand_next_to_each_other() -> None:
    pairs = {(1, 2): 1, (1, 3): 9, (2, 4): 5}
    assert in_order(pairs) == [1, 3, 2, 4]
    assert in_order(pairs, most=2) == [1, 3]
    drawn = draw_arcs(
        [1, 3, 2, 4, 5],
        pairs,
        {1: "One", 2: "Two", 3: "Three", 4: "A name that is far too long"},
        says=dict.fromkeys(pairs, "in common"),
        width=300,
        line=100,
        letters=10,
    )
    assert [stop.letters for stop in drawn.stops] == ["One", "Three", "Two", "A name th…"]
    assert [arc.thickness for arc in drawn.arcs] == sorted(arc.thickness for arc in drawn.arcs)


def all_have_something_in_common(world: World, count: int) -> None:
    """So many organisations take part in the west, and each two have something in common there."""
    made = Organisation.objects.bulk_create(
        Organisation(
            name=f"Organisation {n} with a name that is too long for a drawing of any width",
            kind=Organisation.Kind.ACUTE,
            ods_code=f"A{n:03d}",
        )
        for n in range(count)
    )
    Membership.objects.bulk_create(
        Membership(organisation=each, collaborative=world.west, by=world.steward) for each in made
    )
    InCommon.objects.bulk_create(
        InCommon(space=world.surgery, reach="public", one=one, other=other, things=1)
        for one, other in combinations(made, 2)
    )


def test_each_pair_that_is_drawn_stands_in_the_table_with_whole_names(
    world: World, client: Client
) -> None:
    all_have_something_in_common(world, MOST + 5)
    page = client.get(f"/c/{world.west.uid}/network").content.decode()
    everything = html5lib.parse(page, namespaceHTMLElements=False)
    arcs = {each.text.partition(":")[0] for each in everything.iterfind(f".//{PATH}/{TITLE}")}
    named = {each.text for each in everything.iterfind(f".//{TEXT}/{TITLE}")}
    rows = next(everything.iter("table")).iterfind("tbody/tr/td[1]")
    assert sorted(each.text for each in rows) == sorted(arcs)
    assert len(arcs) == MOST * (MOST - 1) // 2 == 435
    assert len(named) == MOST and all(name.endswith("of any width") for name in named)
    says = words(page)
    assert "The 435 pairs drawn, of 595, as a table" in says
    assert "to take along has all" not in says
    client.force_login(world.lead)
    assert "to take along has all" in words(
        client.get(f"/c/{world.west.uid}/network").content.decode()
    )


def test_pairs_have_words_once_and_only_where_they_are_drawn(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    says, said = views._says, []
    monkeypatch.setattr(views, "_says", lambda *pair: said.append(pair) or says(*pair))
    all_have_something_in_common(world, MOST + 5)
    client.get(f"/c/{world.west.uid}/network")
    assert len(said) == MOST * (MOST - 1) // 2


def test_the_pairs_with_the_most_in_common_are_found_and_all_are_counted(world: World) -> None:
    all_have_something_in_common(world, 4)
    most = InCommon.objects.order_by("pk")[3]
    InCommon.objects.filter(pk=most.pk).update(things=7)
    found = most_in_common(Organisation.objects.values_list("pk", flat=True), NOBODY, 1)
    assert found == ({(most.one_id, most.other_id): 7}, 6)
    assert most_in_common([], NOBODY) == ({}, 0)


def test_a_tile_is_the_darker_the_more_take_part(world: World) -> None:
    drawn = draw_tiles([world.west, world.east], [8, 0])
    assert [tile.shade for tile in drawn.tiles] == [SHADES, 1]
    assert draw_tiles([], []).tiles == []


@pytest.mark.parametrize("most", [0, 1, 3, 4, 9, 23, 78])
def test_the_legend_says_what_each_shade_stands_for(world: World, most: int) -> None:
    for number in range(most + 1):
        drawn = draw_tiles([world.west, world.east], [most, number])
        [shade] = [each for each in drawn.legend if each.least <= number <= each.most]
        assert shade.shade == drawn.tiles[1].shade


def test_each_drawing_is_described_and_has_its_table(world: World, client: Client) -> None:
    discussion(world, world.surgery)
    count_what_changed(timezone.now())
    page = client.get(f"/c/{world.west.uid}/network").content.decode()
    drawings = [each for each in elements(page, SVG) if each.get("role") == "img"]
    assert len(drawings) == 4
    assert len(elements(page, "table")) == 3
    assert "Severnside Hospitals" in words(page)
    assert "Take along" not in words(page)
    assert len(elements(client.get("/network").content.decode(), "tr")) == 3


def test_an_organisation_that_left_is_drawn_no_more(world: World, client: Client) -> None:
    discussion(world, world.surgery)
    join(world.signed_up, world.fenland, by=world.steward)
    page = words(client.get(f"/c/{world.east.uid}/network").content.decode())
    assert "Fenland Hospitals" in page
    assert "Kingsholm" not in page
