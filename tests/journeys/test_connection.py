"""The connection is lost and comes back: nothing written is lost, and nothing comes twice."""

import re
import sqlite3
from contextlib import closing

from playwright.sync_api import APIResponse, Locator, Route, expect

from tests.journeys.conftest import Server, Someone, on_a_phone, on_a_wide_screen
from tests.journeys.people import Visitor
from tests.journeys.story import AMINA, BEN, FALLS


def unsent(visitor: Visitor, text: str) -> Locator:
    return visitor.message(text).filter(has_text="Not sent. Your text is kept.")


def failed(visitor: Visitor, text: str) -> None:
    """The message is shown, is said not to be sent, and can be sent again."""
    expect(unsent(visitor, text).get_by_role("button", name="Try again")).to_be_visible()


def sends_in_vain(visitor: Visitor, text: str) -> None:
    """The network fails for a moment, and only for what they send."""
    visitor.page.route("**/messages", lambda route: route.abort("connectionreset"), times=1)
    visitor.writes(text)
    failed(visitor, text)
    visitor.forgives("net::ERR_CONNECTION_RESET")


def loses_the_next_answer(visitor: Visitor) -> list[int]:
    """What they send arrives, and they never hear so. The list gets the answer's status."""
    lost: list[int] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    visitor.page.route("**/messages", lose, times=1)
    return lost


def sends_unheard(visitor: Visitor, text: str) -> list[bool]:
    """It arrives, but its answer is lost, and no socket opens until the list is emptied."""
    away = [True]
    visitor.page.route_web_socket(
        re.compile(r"/live\b"),
        lambda socket: socket.close() if away else socket.connect_to_server(),
    )
    visitor.page.reload()
    lost = loses_the_next_answer(visitor)
    visitor.writes(text)
    failed(visitor, text)
    visitor.forgives("net::ERR_CONNECTION_RESET")
    assert lost == [200]
    return away


def tries_again(visitor: Visitor, text: str) -> None:
    unsent(visitor, text).get_by_role("button", name="Try again").click()
    expect(unsent(visitor, text)).to_have_count(0)


@on_a_phone
def test_what_was_written_while_one_had_no_network_arrives_once_when_it_is_back(
    someone: Someone,
) -> None:
    # Given Amina and Ben in one discussion
    amina, ben = someone(AMINA), someone(BEN)
    title = "Who checks the lights when nobody has time?"
    amina.starts_a_discussion(title, "We do it at ten.", space=FALLS)
    ben.goes_to(amina.page.url)
    ben.is_live()
    amina.is_live()

    # When Ben loses his network, it says so, and what Amina writes does not reach him
    ben.loses_the_network()
    ben.reads_of_the_connection("Offline. What you write is kept.")
    amina.writes("Ten is too late.")
    amina.has_sent("Ten is too late.")
    amina.writes("Nine, then.")
    amina.has_sent("Nine, then.")
    ben.does_not_see("Ten is too late.")

    # And what he sends is kept, as is what he has not sent
    ben.needs_no_scrolling_sideways()
    ben.writes("We do it at eight.")
    failed(ben, "We do it at eight.")
    ben.types("And again at")
    ben.meets_a_page_that_everyone_can_use()

    # When the network is back, the page finds it by itself, and what he missed is there, in order
    amina.does_not_see("We do it at eight.")
    ben.finds_the_network()
    ben.is_live()
    ben.sees_message("Ten is too late.")
    ben.sees_message("Nine, then.")
    expect(ben.composer).to_have_value("And again at")

    # And what he had sent arrives once, with everybody
    ben.has_sent("We do it at eight.")
    amina.sees_message("We do it at eight.")
    texts = ["We do it at ten.", "Ten is too late.", "Nine, then.", "We do it at eight."]
    for visitor in (amina, ben):
        expect(visitor.page.locator(".app-msg__text")).to_have_text(texts)
        visitor.page.reload()
        expect(visitor.page.locator(".app-msg__text")).to_have_text(texts)

    # And the draft is still there
    expect(ben.composer).to_have_value("And again at")


@on_a_wide_screen
def test_what_could_not_be_sent_is_sent_when_its_writer_says_so(someone: Someone) -> None:
    # Given what Ben sends does not get through
    ben = someone(BEN)
    ben.starts_a_discussion("Who counts near falls?", "We do not.", space=FALLS)
    ben.is_live()
    sends_in_vain(ben, "We began in May.")
    ben.meets_a_page_that_everyone_can_use()

    # When he tries again, it is there once
    tries_again(ben, "We began in May.")
    ben.has_sent("We began in May.")
    expect(ben.message("We began in May.")).to_be_focused()
    ben.page.reload()
    ben.sees_message("We began in May.")


@on_a_wide_screen
def test_who_missed_too_much_to_catch_up_is_told_what_is_new(
    someone: Someone, the_product: Server
) -> None:
    # Given Ben reads the beginning of a discussion, and is without network
    amina, ben = someone(AMINA), someone(BEN)
    long = "\n\n".join(f"Bay {n}: rails up." for n in range(40))
    amina.starts_a_discussion("Which rails, and when?", long, space=FALLS)
    ben.goes_to(amina.page.url)
    ben.is_live()
    ben.page.evaluate("scrollTo(0, 0)")
    ben.loses_the_network()
    ben.reads_of_the_connection("Offline. What you write is kept.")

    # When Amina writes, and the stream begins another life before he is back
    for text in ("Only at night.", "And never both."):
        amina.writes(text)
        amina.has_sent(text)
    with closing(sqlite3.connect(the_product.folder / "collab.sqlite3", timeout=20)) as database:
        database.execute("UPDATE networks_streamhead SET epoch = 'ANOTHERLIFE1'")
        database.commit()
    ben.finds_the_network()

    # Then what he missed is below, counted and told
    ben.sees_message("Only at night.")
    ben.sees_message("And never both.")
    jump = ben.page.get_by_role("button", name="2 new messages")
    expect(jump).to_be_visible()
    expect(ben.page.locator("[data-thread] > [role=status]")).to_have_text("2 new messages")
    jump.click()
    expect(ben.message("Only at night.")).to_be_focused()


@on_a_wide_screen
def test_what_may_have_arrived_is_not_changed_and_sent_twice(someone: Someone) -> None:
    # Given Ben's message arrives, but its answer and the connection are lost
    ben = someone(BEN)
    ben.starts_a_discussion("Who signs the sheet?", "Whoever looked.", space=FALLS)
    sends_unheard(ben, "The night sister.")

    # Then he can send the same again, which does no harm, and nothing else instead of it
    expect(ben.page.get_by_role("button", name="Change it")).to_be_hidden()
    tries_again(ben, "The night sister.")
    ben.has_sent("The night sister.")
    ben.page.reload()
    ben.sees_message("The night sister.")


@on_a_wide_screen
def test_what_could_not_be_sent_can_be_changed_before_it_is(someone: Someone) -> None:
    # Given what Ben sends does not get through
    ben = someone(BEN)
    ben.starts_a_discussion("Who counts at weekends?", "Nobody yet.", space=FALLS)
    ben.is_live()
    sends_in_vain(ben, "The site manger does.")
    ben.types("And on Mondays?")

    # When he changes it, it is in the box again, above what he has typed since
    ben.page.get_by_role("button", name="Change it").click()
    expect(ben.composer).to_have_value("The site manger does.\n\nAnd on Mondays?")
    expect(ben.composer).to_be_focused()
    expect(ben.message("The site manger does.")).to_have_count(0)
    ben.page.reload()
    expect(ben.composer).to_have_value("The site manger does.\n\nAnd on Mondays?")
    ben.writes("The site manager does.")
    ben.has_sent("The site manager does.")


@on_a_wide_screen
def test_an_answer_that_gets_lost_on_its_way_leads_to_no_second_message(someone: Someone) -> None:
    # Given Ben's message reaches the server, but the network fails before the answer comes
    amina, ben = someone(AMINA), someone(BEN)
    ben.starts_a_discussion("Does it count when nobody fell?", "I say yes.", space=FALLS)
    ben.is_live()
    amina.goes_to(ben.page.url)
    amina.is_live()
    lost = loses_the_next_answer(ben)
    ben.writes("We count near falls.")

    # Then the page finds out by itself that it arrived, and it is there once for both
    ben.has_sent("We count near falls.")
    assert lost == [200]
    amina.sees_message("We count near falls.")
    ben.forgives("net::ERR_CONNECTION_RESET")
    for visitor in (amina, ben):
        visitor.page.reload()
        visitor.sees_message("We count near falls.")


@on_a_wide_screen
def test_an_answer_lost_to_a_page_that_was_left_is_asked_for_by_the_next(someone: Someone) -> None:
    # Given the server has Ben's message, and the page he left never heard so
    ben = someone(BEN)
    ben.starts_a_discussion("Who reads the counts?", "The whole ward.", space=FALLS)
    away = sends_unheard(ben, "And the board, each month.")

    # When he opens it again with the connection back, it is there once, and nothing waits
    away.clear()
    ben.page.reload()
    ben.is_live()
    ben.has_sent("And the board, each month.")
    ben.page.reload()
    ben.has_sent("And the board, each month.")


@on_a_wide_screen
def test_the_page_lives_on_when_the_server_ends_and_starts_again(
    someone: Someone, the_product: Server
) -> None:
    # Given Amina reads the space, and Ben writes in a discussion
    amina, ben = someone(AMINA), someone(BEN)
    ben.starts_a_discussion("Is a low bed a restraint?", "For some it is.", space=FALLS)
    ben.is_live()
    amina.opens_space(FALLS)
    amina.is_live()
    ben.types("What do your")

    # When the server ends, both see that the page tries to reconnect
    the_product.stop()
    try:
        for visitor in (amina, ben):
            visitor.reads_of_the_connection("Reconnecting…")
        ben.writes("What do your physiotherapists say?")
        failed(ben, "What do your physiotherapists say?")
    finally:
        the_product.start()

    # Then both find it again by themselves, and all goes on: what failed is sent once, and what
    # is new in the space is announced
    ben.is_live()
    amina.is_live()
    ben.has_sent("What do your physiotherapists say?")
    ben.page.reload()
    ben.sees_message("What do your physiotherapists say?")
    ben.starts_a_discussion("Who lowers it again?", "Whoever raised it.", space=FALLS)
    amina.sees("Show 1 new thing")
    for visitor in (amina, ben):
        visitor.forgives(
            "ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_INCOMPL"
        )


@on_a_wide_screen
def test_what_was_on_its_way_from_a_browser_that_crashed_is_not_said_twice(
    someone: Someone,
) -> None:
    # Given the server has Ben's message, and his browser crashes before the answer is there
    ben = someone(BEN)
    ben.starts_a_discussion("Who has the torch?", "Bay two.", space=FALLS)
    ben.is_live()
    again = ben.in_another_tab()
    again.goes_to(ben.page.url)
    again.is_live()
    answers: list[APIResponse] = []
    ben.page.route("**/messages", lambda route: answers.append(route.fetch()))
    ben.writes("Bay four has two.")
    again.has_sent("Bay four has two.")
    while not answers:
        ben.page.wait_for_timeout(50)
    expect(ben.message("Bay four has two.")).to_contain_text("Sending")
    left = ben.page.evaluate("JSON.stringify(sessionStorage)")
    assert "Bay four has two." in left

    # When it opens the tab again, the message is there once, and nobody is asked to change it
    again.page.evaluate("(left) => Object.assign(sessionStorage, JSON.parse(left))", left)
    for _load in range(2):
        again.page.reload()
        again.is_live()
        again.has_sent("Bay four has two.")
        expect(again.page.get_by_role("button", name="Change it")).to_have_count(0)


@on_a_wide_screen
def test_what_is_changed_before_it_is_sent_still_quotes_and_speaks_for_the_same(
    someone: Someone,
) -> None:
    # Given Owen belongs to two organisations
    owen, ben = someone("owen.price@severnvale.example"), someone(BEN)
    owen.goes_to("/organisations?q=kingsholm")
    owen.clicks("Kingsholm Infirmary")
    owen.clicks("Ask to join Kingsholm Infirmary", "button")
    ben.goes_to("/")
    ben.clicks("Confirm Owen Price", "button")

    # And what he writes for one of them, about Ben's message, is refused
    ben.starts_a_discussion("Who oils the wheels?", "The night shift.", space=FALLS)
    ben.writes("When it squeaks.")
    ben.has_sent("When it squeaks.")
    owen.goes_to(ben.page.url)
    owen.is_live()
    speaks_for, quoting = owen.page.get_by_label("Write for"), owen.page.locator("[data-quoting]")
    speaks_for.select_option(label="Severn Vale Improvement Network")
    owen.message("The night shift.").get_by_role("link", name="More about this message").click()
    owen.page.get_by_role("dialog").get_by_role("link", name="Quote").click()
    owen.page.route("**/messages", lambda route: route.fulfill(status=404))

    # When he changes it, on this page or on one that does not show what he quotes
    for address in ("", f"{ben.page.url.split('?')[0]}?from=2"):
        owen.writes("Since Mey.")
        expect(owen.message("Since Mey.")).to_contain_text("Not sent")
        if address:
            owen.goes_to(address)
        speaks_for.select_option(label="Kingsholm Infirmary")
        owen.page.get_by_role("button", name="Change it").click()

        # Then both are there again
        expect(quoting).to_contain_text("Ben Hughes The night shift.")
        expect(speaks_for.locator(":checked")).to_have_text("Severn Vale Improvement Network")

    # And go with it
    owen.page.unroute_all()
    owen.writes("Since May.")
    owen.has_sent("Since May.")
    sent = owen.message("Since May.")
    expect(sent.locator("blockquote")).to_have_text("Ben Hughes The night shift.")
    expect(sent).to_contain_text("Severn Vale Improvement Network")
    owen.forgives("status of 404")


@on_a_wide_screen
def test_what_the_server_could_not_save_is_sent_again_by_itself_when_it_says(
    someone: Someone,
) -> None:
    # Given Amina in a discussion, on a page that stays live
    amina = someone(AMINA)
    amina.starts_a_discussion("What if the database is away?", "For a moment.", space=FALLS)
    amina.is_live()

    # When she writes while the server can save nothing, and says for how long
    away = {"Retry-After": "2", "Content-Type": "application/problem+json"}
    amina.page.route(
        "**/messages", lambda route: route.fulfill(status=503, headers=away, body="{}"), times=1
    )
    amina.writes("It comes by itself.")
    failed(amina, "It comes by itself.")
    amina.forgives("503")

    # Then it is sent without her doing anything
    amina.has_sent("It comes by itself.")
    amina.page.reload()
    amina.sees_message("It comes by itself.")
