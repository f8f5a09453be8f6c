"""A stranger has Marcus's laptop, and a steward keeps him out of Marcus's account."""

from playwright.sync_api import expect

from tests.journeys.conftest import Someone, on_a_wide_screen
from tests.journeys.story import DANIEL, MARCUS, PASSWORD


@on_a_wide_screen
def test_a_steward_suspends_somebody_and_lets_them_in_again(someone: Someone) -> None:
    # Given Marcus's account, open on a laptop that was stolen
    laptop = someone()
    laptop.signs_in(MARCUS)
    laptop.goes_to("/me")
    laptop.is_at("Your account")

    # When Daniel, who has no script, suspends him
    daniel = someone(DANIEL, javascript=False)
    daniel.goes_to("/")
    daniel.clicks("Suspended people")
    daniel.fills("Email address", MARCUS)
    daniel.clicks("Continue", "button")
    daniel.fills("Password", PASSWORD)
    daniel.page.locator("main button[type=submit]").click()
    daniel.is_at("Suspend Marcus Bell")
    daniel.meets_a_page_that_everyone_can_use()
    daniel.clicks("Suspend", "button")
    daniel.sees("Marcus Bell is suspended.")
    daniel.meets_a_page_that_everyone_can_use()

    # Then the laptop is signed out, and his password opens nothing
    laptop.goes_to("/me")
    laptop.is_at("Sign in")
    laptop.fills("Email address", MARCUS)
    laptop.fills("Password", PASSWORD)
    laptop.clicks("Sign in", "button")
    expect(laptop.page).to_have_url(laptop.address + "/accounts/inactive/")

    # When Daniel lets him in again, it does
    daniel.clicks("Let in again Marcus Bell", "button")
    daniel.sees("Marcus Bell can sign in again.")
    laptop.signs_in(MARCUS)
    laptop.goes_to("/me")
    laptop.is_at("Your account")
