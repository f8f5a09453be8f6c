"""From nobody to a first message: sign up, be confirmed by one's organisation, write."""

from playwright.sync_api import expect

from tests.journeys.conftest import Server, Someone, with_and_without_script
from tests.journeys.mail import link_mailed_to
from tests.journeys.people import Visitor
from tests.journeys.story import BEN, FALLS, PASSWORD

KINGSHOLM = "Kingsholm Infirmary"


def signs_up(visitor: Visitor, name: str, email: str, password: str = PASSWORD) -> None:
    visitor.goes_to("/accounts/signup/")
    visitor.fills("Full name", name)
    visitor.fills("Job title (optional)", "Staff nurse")
    visitor.fills("Email address", email)
    visitor.fills("Password", password)
    visitor.clicks("Create account", "button")


@with_and_without_script
def test_somebody_signs_up_is_confirmed_by_her_organisation_and_writes(
    someone: Someone, the_product: Server, screen: tuple[int, int], javascript: bool
) -> None:
    name = "Ada Mensah" if javascript else "Ruby Mensah"
    email = f"{name.replace(' ', '.').lower()}@kingsholm.example"

    # Given somebody without an account, to whom the falls space does not exist
    ben = someone(BEN, javascript=javascript)
    ben.opens_space(FALLS)
    falls = ben.page.url
    ada = someone(javascript=javascript)
    ada.goes_to_what_is_missing(falls)

    # When she leaves the form empty, or chooses a password that many use, she is told what to do
    ada.goes_to("/accounts/signup/")
    ada.clicks("Create account", "button")
    for says in ("Enter your full name", "Enter your email address", "Enter a password"):
        ada.sees(says)
    ada.meets_a_page_that_everyone_can_use()
    signs_up(ada, name, email, password="password12")
    ada.sees("Many people use this password, so it is easy to guess. Choose another one")
    expect(ada.page.get_by_label("Full name", exact=True)).to_have_value(name)
    expect(ada.page.get_by_label("Email address", exact=True)).to_have_value(email)

    # And once all is right, she is told to look for a mail
    signs_up(ada, name, email)
    ada.is_at("Check your email")
    ada.meets_a_page_that_everyone_can_use()

    # Then the link in the mail makes the account hers
    ada.goes_to(link_mailed_to(email, the_product))
    ada.clicks("Yes, this is my address", "button")
    ada.sees("Ask to join your organisation")
    ada.meets_a_page_that_everyone_can_use()
    ada.goes_to_what_is_missing(falls)

    # When she asks to join her organisation, and asks a second time in another tab
    ada.goes_to("/organisations?q=kingsholm")
    ada.clicks(KINGSHOLM)
    other_tab = ada.in_another_tab()
    other_tab.goes_to(ada.page.url)
    for tab in (ada, other_tab):
        tab.clicks(f"Ask to join {KINGSHOLM}", "button")
    ada.sees(f"You have asked to join {KINGSHOLM}.")
    other_tab.sees(f"You have already asked to join {KINGSHOLM}, or belong to it.")
    other_tab.meets_a_page_that_everyone_can_use()
    ada.goes_to_what_is_missing(falls)

    # Then Ben, its safety lead, finds that on his front page and confirms it there
    ben.goes_to("/")
    ben.sees(f"{name} asks to join {KINGSHOLM}")
    ben.meets_a_page_that_everyone_can_use()
    ben.clicks(f"Confirm {name}", "button")
    ben.sees(f"{name} now belongs to {KINGSHOLM}.")
    ben.does_not_see(f"{name} asks to join")

    # And the space is open to her, and she asks her first question in it
    asked = f"Where do I find the comfort round? {screen[0]}"
    ada.starts_a_discussion(asked, "I started on nights this week.", space=FALLS)
    ada.meets_a_page_that_everyone_can_use()
    ben.opens_discussion(asked, space=FALLS)
    ben.sees_message("I started on nights this week.")
    expect(ben.message("I started on nights")).to_contain_text(name)
    expect(ben.message("I started on nights")).to_contain_text(KINGSHOLM)


@with_and_without_script
def test_signing_up_again_tells_nobody_that_there_is_an_account(
    someone: Someone, the_product: Server, screen: tuple[int, int], javascript: bool
) -> None:
    # When somebody signs up with an address that has an account already
    stranger = someone(javascript=javascript)
    signs_up(stranger, "Somebody", BEN)

    # Then they read what everybody reads, and only the owner of the address learns of it
    stranger.is_at("Check your email")
    assert "/accounts/password/reset/" in the_product.log.rpartition(f"To: {BEN}")[2]
