"""From a lead's list of people to somebody who belongs; and the ways on which that ends kindly."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.conftest import Server, Someone, with_and_without_script
from tests.journeys.mail import link_mailed_to
from tests.journeys.people import Visitor
from tests.journeys.story import AMINA, BEN, PASSWORD, PRIYA

WEST = "West of England"
MENDIP, KINGSHOLM = "Mendip View Care Homes", "Kingsholm Infirmary"
COLIN = "colin.shah@mendipview.example"


def opens_the_lists_of_the_collaborative(lead: Visitor, link: str) -> None:
    lead.goes_to("/collaboratives")
    lead.clicks(re.compile(WEST))
    lead.clicks(link)


def signs_up_here(visitor: Visitor, name: str, email: str) -> None:
    visitor.fills("Full name", name)
    visitor.fills("Email address", email)
    visitor.fills("Password", PASSWORD)
    visitor.clicks("Create account", "button")
    visitor.is_at("Check your email")


@with_and_without_script
def test_a_lead_invites_many_mends_a_line_and_somebody_joins(
    someone: Someone, the_product: Server, javascript: bool
) -> None:
    name = "Ines" if javascript else "Iris"
    email = f"{name.lower()}.cole@mendipview.example"

    # Given Priya, who leads the collaborative, with a list that has a bad line
    priya = someone(PRIYA, javascript=javascript)
    opens_the_lists_of_the_collaborative(priya, "Invite many at once")
    lines = [f"{name} Cole <{email}>; {MENDIP}; member", "b.cole, Bo Cole, Nowhere", AMINA]
    rows = priya.page.get_by_label("Whom to invite, one person a line", exact=True)
    rows.fill("\n".join(lines))
    priya.clicks("See what would be sent", "button")

    # Then she sees what would happen, by line and column, and nothing is sent
    priya.sees("2 lines to mend, 1 invitation")
    priya.sees("Email address: Enter an email address in the correct format")
    priya.sees("Organisation: Say which organisation: its ODS code, or its whole name")
    priya.meets_a_page_that_everyone_can_use()
    expect(rows).to_have_value("\n".join(lines))

    # When she mends one line and takes the other out
    rows.fill(f"{lines[0]}\n{name.lower()}.two@mendipview.example, {name} Two, {MENDIP}")
    priya.clicks("Look again", "button")
    priya.clicks("Send 2 invitations", "button")

    # Then it is sent, and she can see how far it has got
    priya.page.wait_for_url(re.compile("/invited/many/"))
    if not javascript:
        while priya.page.get_by_role("link", name="See how far it has got").count():
            priya.clicks("See how far it has got")
    priya.is_at("Invitations sent")
    priya.sees("All 2 lines are done.")
    priya.meets_a_page_that_everyone_can_use()
    with priya.page.expect_download() as download:
        priya.clicks("Download the result as a table (CSV)")
    assert email in Path(download.value.path()).read_text()

    # When Ines follows the link in her mail, signs up and proves her address
    ines = someone(javascript=javascript)
    link = link_mailed_to(email, the_product)
    ines.goes_to(link)
    ines.is_at(f"Join {MENDIP}")
    assert "/invitations/yours" in ines.page.url  # the token has left the address
    ines.sees("Priya Nair, West of England")
    ines.meets_a_page_that_everyone_can_use()
    ines.clicks("Create account", "button")
    signs_up_here(ines, f"{name} Cole", email)
    ines.goes_to(link_mailed_to(email, the_product))
    ines.clicks("Yes, this is my address", "button")

    # Then she is back where she was, and accepts; Colin, who looks after Mendip View, confirms her
    ines.is_at(f"Join {MENDIP}")
    ines.meets_a_page_that_everyone_can_use()
    ines.clicks(f"Join {MENDIP}", "button")
    ines.sees(f"You have asked to join {MENDIP}. It will confirm that you work there.")
    colin = someone(COLIN, javascript=javascript)
    colin.goes_to("/")
    colin.sees(f"{name} Cole asks to join {MENDIP}")
    colin.sees("invited by a lead")
    colin.clicks(f"Confirm {name} Cole", "button")
    colin.sees(f"{name} Cole now belongs to {MENDIP}.")

    # And the link works no more
    ines.goes_to(link)
    ines.is_at("This invitation is not valid")
    ines.meets_a_page_that_everyone_can_use()
    ines.forgives("status of 404")


@with_and_without_script
def test_a_forwarded_link_is_refused_and_an_expired_or_lost_mail_is_sent_again(
    someone: Someone, the_product: Server, javascript: bool
) -> None:
    name = "Nora" if javascript else "Nell"
    email = f"{name.lower()}.webb@kingsholm.example"

    # Given Ben, who invites Nora beside his organisation's page
    ben = someone(BEN, javascript=javascript)
    ben.goes_to("/o/RZ1")
    ben.fills("Email address", email)
    ben.clicks("Send invitation", "button")
    ben.sees(f"{email} is invited to join {KINGSHOLM}.")
    ben.meets_a_page_that_everyone_can_use()
    link = link_mailed_to(email, the_product)

    # When she forwards the link to Amina, it gives Amina nothing and tells her what to do
    amina = someone(AMINA, javascript=javascript)
    amina.goes_to(link)
    amina.sees("You are signed in as Amina Okafor")
    amina.sees("If somebody forwarded it to you")
    expect(amina.page.get_by_role("button", name=f"Join {KINGSHOLM}", exact=True)).to_have_count(0)
    amina.meets_a_page_that_everyone_can_use()

    # When Ben withdraws it by mistake, he takes that back
    ben.clicks(f"Withdraw the invitation to {email}", "button")
    ben.sees(f"The invitation to {email} is withdrawn.")
    ben.meets_a_page_that_everyone_can_use()
    nora = someone(javascript=javascript)
    nora.goes_to(link)
    nora.is_at("This invitation is not valid")
    nora.forgives("status of 404")
    ben.clicks("Undo", "button")
    ben.sees(f"The invitation to {email} is valid again.")

    # Then Nora's link is valid again
    nora.goes_to(link)
    nora.is_at(f"Join {KINGSHOLM}")

    # And Priya finds what has expired, and sends it again with a link that works
    priya = someone(PRIYA, javascript=javascript)
    opens_the_lists_of_the_collaborative(priya, "Invitations sent")
    if javascript:  # the first of the two journeys
        priya.clicks(re.compile("Expired"))
        priya.sees("Harriet Lowe")
        priya.meets_a_page_that_everyone_can_use()
        priya.clicks("Send again to harriet.lowe@mendipview.example", "button")
        priya.sees("The invitation to harriet.lowe@mendipview.example is sent again.")
    harriet = someone(javascript=javascript)
    harriet.goes_to(link_mailed_to("harriet.lowe@mendipview.example", the_product))
    harriet.is_at(f"Join {MENDIP}")
