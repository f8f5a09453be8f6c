"""Without an account: all that is public can be read, and what is not is not there."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Someone, with_and_without_script
from tests.journeys.people import Visitor
from tests.journeys.story import AMINA, FALLS, FIRST_HOUR, NIGHTS, SURGERY, SURGICAL


def only_reads(visitor: Visitor) -> None:
    """There is nothing to write in, and nothing to follow live."""
    expect(visitor.page.get_by_role("main").get_by_role("textbox")).to_have_count(0)
    expect(visitor.connection).to_have_count(0)
    assert not visitor.sockets
    visitor.meets_a_page_that_everyone_can_use()


@with_and_without_script
def test_a_visitor_reads_what_is_public(someone: Someone, javascript: bool) -> None:
    visitor = someone(javascript=javascript)
    main = visitor.page.get_by_role("main")

    # From the front page to an organisation, by its name
    visitor.goes_to("/")
    visitor.is_at("See what makes care safer, and talk with the people who use it.")
    visitor.fills("Find your hospital, practice or care home", "severnside")
    visitor.clicks("Find", "button")
    visitor.sees("1 organisation found for “severnside”")
    visitor.clicks("Severnside Hospitals")
    visitor.is_at("Severnside Hospitals")
    visitor.does_not_see("Yusuf Rahim")
    only_reads(visitor)

    # To its collaborative, and a public space of that
    visitor.clicks("West of England Patient Safety Collaborative")
    visitor.is_at("West of England Patient Safety Collaborative")
    visitor.does_not_see(FALLS)
    visitor.clicks(SURGERY)
    visitor.is_at(SURGERY)
    visitor.sees("Anyone can read it.")
    expect(main.get_by_role("link", name="People")).to_have_count(0)
    expect(main.get_by_role("button", name="Share intervention")).to_have_count(0)
    only_reads(visitor)

    # To a discussion, and what it is about
    visitor.clicks("Sign out is said, but is anyone listening?")
    expect(visitor.page.locator(".app-msg")).not_to_have_count(0)
    expect(main.get_by_role("button", name="Send")).to_have_count(0)
    visitor.sees("to write here.")
    only_reads(visitor)
    visitor.clicks(SURGICAL)
    visitor.is_at(SURGICAL)
    expect(main.get_by_role("button", name="Edit")).to_have_count(0)
    only_reads(visitor)
    visitor.clicks(re.compile("^Discuss"))
    visitor.sees("to write here.")
    only_reads(visitor)

    # To the fellows, and one of them, without a word of what is not public
    visitor.goes_to("/")
    visitor.clicks("Patient Safety Fellows")
    visitor.clicks("Amina Okafor")
    visitor.is_at("Amina Okafor")
    visitor.sees("I run an elderly care ward of 28 beds.")
    visitor.does_not_see(NIGHTS)
    only_reads(visitor)

    # To the help, and who can do what
    visitor.goes_to("/help")
    visitor.is_at("How this works")
    visitor.page.get_by_role("link", name="Who can do what").first.click()
    visitor.is_at("Who can do what")
    visitor.sees("Share an intervention in a space")
    only_reads(visitor)


@with_and_without_script
def test_what_is_not_public_is_not_there(someone: Someone, javascript: bool) -> None:
    # Given the addresses of things in a space for members
    amina, visitor = someone(AMINA), someone(javascript=javascript)
    hidden = []
    amina.opens_space(FALLS)
    hidden.append(amina.page.url)
    amina.opens_discussion(NIGHTS, space=FALLS)
    hidden.append(amina.page.url)
    amina.goes_to("/interventions?words=first+hour")
    amina.clicks(FIRST_HOUR)
    amina.is_at(FIRST_HOUR)
    hidden += [amina.page.url, f"{amina.page.url}/versions", f"{amina.page.url}/v/1"]

    # Then to the public they are missing, as is what never was
    for address in [*hidden, "/s/0123456789AB", "/nowhere"]:
        visitor.goes_to_what_is_missing(address)
        visitor.meets_a_page_that_everyone_can_use()
    for listing in ("/", "/spaces", "/interventions", "/collaboratives"):
        visitor.goes_to(listing)
        visitor.does_not_see(re.compile(f"{FALLS}|{FIRST_HOUR}|{NIGHTS[:20]}"))

    # And the way to sign in leads back to where they wanted to go
    visitor.goes_to_what_is_missing(hidden[1])
    visitor.clicks("Sign in")
    visitor.fills("Email address", AMINA)
    visitor.fills("Password", "safer together")
    visitor.clicks("Sign in", "button")
    visitor.is_at(NIGHTS)
