"""A second step, passkeys and further addresses: added, used, and taken away again."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Server, Someone, on_a_phone, with_and_without_script
from tests.journeys.mail import link_mailed_to
from tests.journeys.people import Visitor
from tests.journeys.story import PASSWORD
from tests.journeys.test_sign_up import signs_up
from tests.unit.accounts.test_second_factor import code_of


def has_an_account(visitor: Visitor, product: Server, name: str) -> str:
    email = f"{name.replace(' ', '.').lower()}@kingsholm.example"
    signs_up(visitor, name, email)
    visitor.goes_to(link_mailed_to(email, product))
    visitor.clicks("Yes, this is my address", "button")
    return email


def opens_how_she_signs_in(visitor: Visitor) -> None:
    visitor.goes_to("/me")
    visitor.clicks("How you sign in")
    visitor.is_at("How you sign in")


def says_that_it_is_still_her(visitor: Visitor) -> None:
    visitor.is_at("Is it still you?")
    visitor.meets_a_page_that_everyone_can_use()
    visitor.fills("Password", PASSWORD)
    visitor.clicks("Continue", "button")


@with_and_without_script
def test_somebody_adds_an_app_and_signs_in_with_its_code_and_with_a_recovery_code(
    someone: Someone, the_product: Server, screen: tuple[int, int], javascript: bool
) -> None:
    # Given Tess, who has an account, and adds an app
    tess = someone(javascript=javascript)
    name = "Tess Morgan" if javascript else "Tessa Morgan"
    email = has_an_account(tess, the_product, name)
    opens_how_she_signs_in(tess)
    tess.meets_a_page_that_everyone_can_use()
    tess.clicks("Add an authenticator app")
    says_that_it_is_still_her(tess)
    tess.is_at("Add an authenticator app")
    tess.meets_a_page_that_everyone_can_use()
    secret = tess.page.locator(".app-secret").inner_text()

    # When she mistypes the code she is told so, and with the right one she gets recovery codes
    tess.fills("Code that the app shows", "12")
    tess.clicks("Add app", "button")
    tess.sees("There is a problem")
    secret = tess.page.locator(".app-secret").inner_text()
    tess.fills("Code that the app shows", code_of(secret))
    tess.clicks("Add app", "button")
    tess.is_at("Your recovery codes")
    tess.meets_a_page_that_everyone_can_use()
    codes = tess.page.locator(".app-codes code").all_inner_texts()
    assert len(codes) == 10
    tess.clicks("I have kept them", "button")
    tess.is_at("How you sign in")
    tess.sees("10 codes left")

    # Then in another browser her password is not enough, and the code of her app is
    phone = someone(javascript=javascript)
    phone.signs_in(email)
    phone.is_at("Enter a code")
    phone.meets_a_page_that_everyone_can_use()
    phone.fills("Code", code_of(secret))
    phone.clicks("Continue", "button")
    expect(phone.page.get_by_role("heading", level=1)).not_to_have_text("Enter a code")
    opens_how_she_signs_in(phone)

    # And without the phone, one of the recovery codes
    other = someone(javascript=javascript)
    other.signs_in(email)
    other.fills("Code", codes[0])
    other.clicks("Continue", "button")
    opens_how_she_signs_in(other)
    other.sees("9 codes left")

    # When she ends the other browsers, they are signed out
    tess.page.reload()
    tess.clicks("End all others", "button")
    tess.sees("You are signed out everywhere else.")
    other.goes_to("/me")
    other.is_at("Sign in")


@on_a_phone
def test_somebody_adds_a_passkey_and_signs_in_with_it_alone(
    someone: Someone, the_product: Server
) -> None:
    # Given Mina on her phone, which has a fingerprint reader
    mina = someone()
    has_an_account(mina, the_product, "Mina Patel")
    browser = mina.page.context.new_cdp_session(mina.page)
    browser.send("WebAuthn.enable")
    reader = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": reader})

    # When she adds a passkey
    opens_how_she_signs_in(mina)
    mina.clicks("Add a passkey")
    says_that_it_is_still_her(mina)
    mina.is_at("Add a passkey")
    mina.meets_a_page_that_everyone_can_use()
    mina.fills("Name", "My phone")
    mina.clicks("Add passkey", "button")
    mina.is_at("Your recovery codes")
    mina.clicks("I have kept them", "button")
    mina.sees("Passkey: My phone")

    # Then she signs in with it, without a password and without a code
    mina.goes_to("/me")
    mina.clicks("Sign out", "button")
    mina.goes_to("/accounts/login/")
    mina.meets_a_page_that_everyone_can_use()
    mina.clicks("Sign in with a passkey", "button")
    expect(mina.page.get_by_role("heading", level=1)).not_to_have_text("Sign in")
    opens_how_she_signs_in(mina)

    # And takes it away again
    mina.clicks(re.compile("^Remove My phone"))
    mina.is_at("Is it still you?")
    mina.fills("Password", PASSWORD)
    mina.clicks("Continue", "button")
    mina.is_at("Remove this passkey")
    mina.meets_a_page_that_everyone_can_use()
    mina.clicks("Remove passkey", "button")
    mina.sees("The passkey is removed.")


@with_and_without_script
def test_somebody_adds_an_address_and_makes_it_the_main_one(
    someone: Someone, the_product: Server, javascript: bool
) -> None:
    # Given Nia, who adds the address of her new trust
    nia = someone(javascript=javascript)
    name = "Nia Price" if javascript else "Nina Price"
    email = has_an_account(nia, the_product, name)
    new = email.replace("kingsholm", "severnside")
    opens_how_she_signs_in(nia)
    nia.clicks("Change email addresses")
    nia.is_at("Your email addresses")
    nia.meets_a_page_that_everyone_can_use()
    nia.fills("Another email address", new)
    nia.clicks("Add address", "button")
    says_that_it_is_still_her(nia)
    nia.is_at("Your email addresses")
    nia.sees(f"We have sent a mail to {new}.")
    nia.meets_a_page_that_everyone_can_use()

    # When she follows the link, and makes it the main one
    nia.goes_to(link_mailed_to(new, the_product))
    nia.is_at("Add this email address")
    nia.meets_a_page_that_everyone_can_use()
    nia.clicks("Yes, this is my address", "button")
    nia.is_at("Your email addresses")
    nia.clicks(re.compile("^Make it the main address"), "button")
    nia.sees("Your mail goes to the new main address from now on.")

    # Then she signs in with either
    for address in (email, new):
        elsewhere = someone(javascript=javascript)
        elsewhere.signs_in(address)
        opens_how_she_signs_in(elsewhere)
