"""A lead opens a space and names a guest, archives it, and moves a discussion where it belongs."""

from datetime import date, timedelta

from playwright.sync_api import expect

from tests.journeys.conftest import Someone, on_a_wide_screen, with_and_without_script
from tests.journeys.people import NARROW
from tests.journeys.story import AMINA, FALLS, GRACE, PRIYA, YUSUF

WEST = "West of England"
MEDICINES = "Medicines safety"
WORKING_GROUP = "Night checks: working group"


@with_and_without_script
def test_a_lead_opens_a_topic_group_names_a_guest_and_archives_it(
    someone: Someone, javascript: bool, screen: tuple[int, int]
) -> None:
    name = f"Handover {screen[0]} {'with' if javascript else 'without'} script"
    priya, grace = someone(PRIYA, javascript=javascript), someone(GRACE, javascript=javascript)

    # Given Priya leads the collaborative, she opens a space there from a starting point
    priya.goes_to("/collaboratives")
    priya.clicks(WEST)
    priya.clicks("Open a space")
    priya.is_at("Open a space")
    priya.sees("Everyone from the member organisations takes part. Nobody else sees it.")
    priya.meets_a_page_that_everyone_can_use()
    priya.clicks("Topic group")
    priya.is_at("Open a space: Topic group")
    priya.fills("Name", name)
    priya.fills("Purpose", "Nothing is lost between two shifts.")
    priya.meets_a_page_that_everyone_can_use()
    priya.clicks("Open space", "button")
    priya.is_at(name)
    priya.sees(f"{name} is open.")
    address = priya.page.url

    # Grace, from elsewhere, finds nothing there
    grace.goes_to_what_is_missing(address)

    # When she names him as a guest until yesterday, she is told; until next month, he sees it
    priya.clicks("People")
    priya.clicks("Name a person")
    priya.is_at("Name a person")
    asked = priya.page.get_by_role("main").get_by_label("Name or email address")
    asked.fill("no.such@nowhere.example")
    priya.clicks("Find", "button")
    priya.sees("Nobody here has this address.")
    asked.fill("Grace Lindqvist")
    priya.clicks("Find", "button")
    priya.meets_a_page_that_everyone_can_use()
    priya.clicks("Choose Grace Lindqvist")
    priya.is_at("Name Grace Lindqvist")
    today = date.today()
    priya.fills("Last day as a guest", (today - timedelta(days=1)).isoformat())
    priya.clicks("Give a place", "button")
    priya.sees("Enter a day that is not over yet")
    priya.meets_a_page_that_everyone_can_use()
    until = today + timedelta(days=40)
    priya.fills("Last day as a guest", until.isoformat())
    priya.clicks("Give a place", "button")
    priya.sees(f"Grace Lindqvist is a guest here until {until.day} {until:%B %Y}.")
    priya.meets_a_page_that_everyone_can_use()
    grace.goes_to(address)
    grace.is_at(name)

    # She ends his place, and takes that back
    priya.clicks("Extend or end Grace Lindqvist")
    priya.is_at("Grace Lindqvist")
    priya.meets_a_page_that_everyone_can_use()
    priya.clicks("End place", "button")
    priya.sees("Grace Lindqvist takes part here no longer.")
    grace.goes_to_what_is_missing(address)
    priya.clicks("Undo", "button")
    priya.sees("Grace Lindqvist is a guest here until")
    grace.goes_to(address)
    grace.is_at(name)
    if javascript:
        grace.is_live()

    # When she archives it, his open page says that it changed, and nobody writes there
    priya.goes_to(address)
    priya.clicks("Settings")
    priya.is_at("Settings")
    priya.meets_a_page_that_everyone_can_use()
    priya.clicks("Archive space", "button")
    priya.sees("it can be read, and nobody writes in it any more")
    if javascript:
        grace.clicks("This space has changed. Show it as it is now")
    else:
        grace.goes_to(address)
    grace.sees("it can be read, and nobody writes in it any more")
    expect(grace.page.get_by_role("link", name="Start discussion")).to_have_count(0)
    grace.meets_a_page_that_everyone_can_use()

    # And it stands among the archived ones, from where she restores it
    priya.goes_to("/collaboratives")
    priya.clicks(WEST)
    priya.page.locator("summary", has_text="archived space").click()
    priya.meets_a_page_that_everyone_can_use()
    priya.clicks(name)
    priya.clicks("Restore space", "button")
    priya.sees(f"{name} is open again.")
    expect(priya.page.get_by_role("link", name="Start discussion")).to_be_visible()


@on_a_wide_screen
def test_a_discussion_moves_before_the_eyes_of_its_readers(someone: Someone) -> None:
    title = "Which checks at night?"
    amina, priya, yusuf = someone(AMINA, screen=NARROW), someone(PRIYA), someone(YUSUF)

    # Given Amina asks on her phone where it does not belong, and Yusuf has it open as well
    amina.starts_a_discussion(title, "We do all nine.", space=FALLS)
    amina.is_live()
    address = amina.page.url
    yusuf.opens_discussion(title, space=FALLS)
    yusuf.is_live()
    amina.types("Or only four")

    # When Priya moves it to the working group, she sees first who gains and who loses sight
    priya.opens_discussion(title, space=FALLS)
    priya.clicks("Move")
    priya.is_at("Move this discussion")
    priya.meets_a_page_for_every_screen()
    priya.clicks(WORKING_GROUP)
    priya.is_at(f"Move to {WORKING_GROUP}")
    priya.sees("who see it now")
    priya.meets_a_page_for_every_screen()
    priya.clicks("Move discussion", "button")
    priya.sees(f"Moved to {WORKING_GROUP}.")
    priya.meets_a_page_for_every_screen()

    # Then Amina, who is in it, goes on writing there, and nothing that she typed is lost
    amina.sees(f"This discussion was moved to {WORKING_GROUP}.")
    expect(amina.page.get_by_role("navigation", name="Breadcrumb")).to_contain_text(WORKING_GROUP)
    amina.is_live()
    expect(amina.composer).to_have_value("Or only four")
    amina.clicks("Send", "button")
    amina.has_sent("Or only four")
    priya.sees_message("Or only four")

    # And Yusuf, who is not, has lost it: on the page that he has open, and by its address
    yusuf.sees("You no longer have access to this discussion.")
    yusuf.does_not_see("Or only four")
    yusuf.forgives("status of 404")
    yusuf.goes_to_what_is_missing(address)
    yusuf.opens_space(FALLS)
    yusuf.does_not_see(title)

    # When Priya takes that back, he finds it again
    priya.clicks("Undo", "button")
    priya.sees(f"Moved to {FALLS}.")
    amina.sees(f"This discussion was moved to {FALLS}.")
    yusuf.opens_discussion(title, space=FALLS)
    yusuf.sees_message("Or only four")
