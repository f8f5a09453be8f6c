"""An organisation lists its email domain; people join by their address, and lose what that gave."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Server, Someone, with_and_without_script
from tests.journeys.mail import link_mailed_to
from tests.journeys.people import Visitor
from tests.journeys.story import DANIEL, FALLS, MARCUS
from tests.journeys.test_sign_up import signs_up

NORTHMOOR = "Northmoor Hospitals"


def has_an_account(visitor: Visitor, name: str, email: str, the_product: Server) -> None:
    signs_up(visitor, name, email)
    visitor.is_at("Check your email")
    visitor.goes_to(link_mailed_to(email, the_product))
    visitor.clicks("Yes, this is my address", "button")


@with_and_without_script
def test_whoever_has_an_address_at_a_confirmed_domain_joins_and_leaves_with_it(
    someone: Someone, the_product: Server, screen: tuple[int, int], javascript: bool
) -> None:
    domain = "northmoor.example" if javascript else "wards-northmoor.example"
    her, his = ("Ida Frost", "Ed Free") if javascript else ("Una Frost", "Al Free")

    # Given Marcus, who looks after Northmoor and would list what many share
    marcus = someone(MARCUS, javascript=javascript)
    marcus.opens_space(FALLS)
    falls = marcus.page.url
    marcus.goes_to("/organisations?q=northmoor")
    marcus.clicks(NORTHMOOR)
    marcus.fills("Email domain", "nhs.net")
    marcus.clicks("List this domain", "button")
    marcus.sees("nhs.net is shared by many organisations")
    expect(marcus.page.get_by_label("Email domain", exact=True)).to_have_value("nhs.net")
    marcus.meets_a_page_that_everyone_can_use()

    # When he lists the domain that is theirs alone, it waits for the steward
    marcus.fills("Email domain", f"marcus.bell@{domain}")
    marcus.clicks("List this domain", "button")
    marcus.sees(f"{domain} is listed. A national steward will confirm it.")
    marcus.sees("Waiting for a national steward to confirm")

    # And somebody whose address ends with it is not let in by that alone
    ida = someone(javascript=javascript)
    has_an_account(ida, her, f"{her.split()[0].lower()}@{domain}", the_product)
    ida.does_not_see(f"You can join {NORTHMOOR}")

    # When Daniel, the steward, confirms it
    daniel = someone(DANIEL, javascript=javascript)
    daniel.goes_to("/")
    daniel.clicks(f"Decide {domain}")
    daniel.meets_a_page_that_everyone_can_use()
    daniel.clicks(f"Confirm {domain}", "button")
    daniel.sees(f"{domain} is confirmed for {NORTHMOOR}.")

    # Then she joins with one press, and the collaborative's spaces are open to her
    ida.goes_to_what_is_missing(falls)
    ida.goes_to("/")
    ida.sees(f"You can join {NORTHMOOR} with your address")
    ida.meets_a_page_that_everyone_can_use()
    ida.clicks(f"Join {NORTHMOOR}", "button")
    ida.sees(f"You belong to {NORTHMOOR} now.")
    ida.goes_to(falls)
    ida.is_at(FALLS)

    # And somebody with free mail joins nothing, and sees no space of the network
    ed = someone(javascript=javascript)
    has_an_account(ed, his, f"{his.split()[0].lower()}@gmail.com", the_product)
    ed.does_not_see("You can join")
    ed.goes_to_what_is_missing(falls)
    ed.goes_to("/spaces")
    ed.does_not_see(FALLS)

    # When Marcus takes the domain away, she is out at once; when he takes that back, she is in
    marcus.goes_to("/organisations?q=northmoor")
    marcus.clicks(NORTHMOOR)
    marcus.sees("1 person joined by it")
    marcus.clicks(f"Take away {domain}", "button")
    marcus.sees(f"1 person who joined by it has left {NORTHMOOR}.")
    marcus.meets_a_page_that_everyone_can_use()
    ida.goes_to_what_is_missing(falls)
    marcus.clicks(re.compile("^Undo"), "button")
    marcus.sees(f"{domain} is listed again")
    ida.goes_to(falls)
    ida.is_at(FALLS)

    # When she moves on, she loses it for good, and asks where she goes
    ida.goes_to("/me/organisations")
    ida.meets_a_page_that_everyone_can_use()
    ida.clicks(f"Move from {NORTHMOOR}")
    ida.fills("Name or ODS code", "fenland")
    ida.clicks("Find", "button")
    ida.meets_a_page_that_everyone_can_use()
    ida.clicks(re.compile("^Move here"), "button")
    ida.sees(f"You have left {NORTHMOOR}.")
    ida.sees("Waiting for its safety lead or administrator to confirm")
    ida.goes_to_what_is_missing(falls)
