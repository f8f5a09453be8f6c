"""The main job: a fellow shares a checklist, and another organisation discusses it live."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Someone, on_a_wide_screen
from tests.journeys.people import NARROW, Visitor
from tests.journeys.story import AMINA, BEN, FALLS


def discusses_it(visitor: Visitor, intervention: str, title: str, text: str) -> None:
    visitor.clicks(intervention)
    visitor.clicks(re.compile("^Discuss"))
    visitor.meets_a_page_for_every_screen()
    visitor.fills("Title", title)
    visitor.fills("First message", text)
    visitor.clicks("Start discussion", "button")
    visitor.is_at(title)


@on_a_wide_screen
def test_amina_shares_ben_sees_it_appear_and_answers_and_amina_sees_the_answer(
    someone: Someone,
) -> None:
    shared, asked = "Night checks", "Which of the four is dropped first?"

    # Given Ben, of another organisation, reads on his phone what is on top of the space
    ben = someone(BEN, screen=NARROW)
    ben.opens_space(FALLS)
    ben.is_live()
    first = ben.page.locator(".app-rows .app-row").first
    before = first.inner_text(), first.bounding_box()

    # When Amina shares a checklist there
    amina = someone(AMINA)
    amina.shares(shared, space=FALLS)
    amina.sees("Call bell in the hand")
    amina.meets_a_page_for_every_screen()

    # Then it is announced to Ben without reloading, and is not shown until he asks for it
    show = ben.page.get_by_role("link", name="Show 1 new thing")
    expect(show).to_be_visible()
    expect(ben.page.get_by_role("status").filter(has=show)).to_be_visible()
    ben.does_not_see(shared)
    assert (first.inner_text(), first.bounding_box()) == before
    ben.meets_a_page_for_every_screen()
    show.dblclick()
    expect(ben.page.get_by_role("link", name=shared)).to_be_focused()
    expect(show).to_be_hidden()

    # When Ben starts a discussion about it, and Amina finds that from her checklist
    discusses_it(ben, shared, asked, "We only ever manage three.")
    ben.sees_message("We only ever manage three.")
    ben.meets_a_page_for_every_screen()
    amina.clicks(re.compile("^Discuss"))
    amina.clicks(asked)
    amina.is_at(asked)
    amina.sees_message("We only ever manage three.")
    amina.is_live()
    ben.is_live()

    # Then each sees what the other writes, live, once, and for which organisation
    amina.writes("The light. Nobody knows where the switch is.")
    ben.sees_message("The light. Nobody knows where the switch is.")
    expect(ben.message("The light.")).to_be_in_viewport()
    ben.writes("Then we will **label the switch**.")
    amina.sees_message("label the switch")
    for visitor in (amina, ben):
        visitor.sees_message(re.compile("Amina Okafor.*Severnside Hospitals.*The light", re.S))
        visitor.sees_message(re.compile("Ben Hughes.*Kingsholm Infirmary.*label the switch", re.S))
        expect(visitor.page.locator("strong", has_text="label the switch")).to_be_visible()
        expect(visitor.composer).to_have_value("")
        visitor.meets_a_page_that_everyone_can_use()

    # And it is all still there when they come back
    ben.page.reload()
    ben.sees_message("The light. Nobody knows where the switch is.")
    ben.sees_message("label the switch")


@on_a_wide_screen
def test_the_same_job_is_done_without_script_by_loading_the_page_again(someone: Someone) -> None:
    shared, asked = "Plain checks", "Does paper do as well?"

    # Given Ben reads the space on a phone without script
    ben = someone(BEN, javascript=False, screen=NARROW)
    amina = someone(AMINA, javascript=False)
    ben.opens_space(FALLS)
    ben.does_not_see(shared)

    # When Amina shares a checklist, in a browser like his
    amina.shares(shared, space=FALLS)
    amina.sees("Call bell in the hand")

    # Then he sees it when he loads the page again, and starts a discussion about it
    ben.page.reload()
    discusses_it(ben, shared, asked, "We laminate ours.")
    ben.sees_message("We laminate ours.")

    # And she answers, and he sees the answer when he loads the page again
    amina.clicks(re.compile("^Discuss"))
    amina.clicks(asked)
    amina.sees_message("We laminate ours.")
    amina.writes("So do we, and it gets lost.")
    amina.sees_message("So do we, and it gets lost.")
    expect(amina.composer).to_have_value("")
    ben.page.reload()
    ben.sees_message("So do we, and it gets lost.")
