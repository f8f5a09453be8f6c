"""A practice that the directory misses: registered at lunch, confirmed by a steward, joined."""

from playwright.sync_api import expect

from tests.jobs import until
from tests.journeys.conftest import Server, Someone, with_and_without_script
from tests.journeys.mail import links
from tests.journeys.story import BEN, DANIEL, GRACE, LEAH


@with_and_without_script
def test_somebody_registers_a_missing_practice_and_joins_it(
    someone: Someone, the_product: Server, javascript: bool
) -> None:
    name, email = ("Bramble Lane", GRACE) if javascript else ("Quarry Hill", LEAH)
    practice, code = f"{name} Surgery", "L90001" if javascript else "L90002"

    # Given somebody who looks for her practice and does not find it
    grace = someone(email, javascript=javascript)
    grace.goes_to("/organisations")
    grace.fills("Name, ODS code or postcode", name)
    grace.clicks("Find", "button")
    grace.sees("Nothing has all of this.")
    grace.meets_a_page_that_everyone_can_use()

    # When she registers it, the form says what is missing, and what has that code already
    grace.clicks("Register an organisation")
    grace.is_at("Register an organisation")
    expect(grace.page.get_by_label("Name", exact=True)).to_have_value(name)
    grace.fills("Name", "")
    grace.clicks("Register organisation", "button")
    grace.sees("Enter the organisation’s name")
    grace.sees("Choose what kind of organisation it is")
    grace.meets_a_page_that_everyone_can_use()
    grace.fills("Name", practice)
    grace.page.get_by_label("Kind", exact=True).select_option(label="General practice")
    grace.fills("ODS code (optional)", "RZ0")
    grace.clicks("Register organisation", "button")
    grace.sees("Is it one of these?")
    grace.sees("Severnside Hospitals")
    grace.meets_a_page_that_everyone_can_use()
    grace.ticks("It is none of these")
    grace.clicks("Register organisation", "button")
    grace.sees("There is an organisation with the ODS code RZ0 already.")
    grace.fills("ODS code (optional)", code)
    grace.fills("Postcode (optional)", "BS4 9ZZ")
    grace.clicks("Register organisation", "button")

    # Then it waits for a steward, and she asks to join it already
    grace.is_at(practice)
    grace.sees("Waiting for a national steward to confirm it")
    grace.meets_a_page_that_everyone_can_use()
    page = grace.page.url
    grace.clicks(f"Ask to join {practice}", "button")
    grace.sees(f"You have asked to join {practice}.")
    grace.sees("Organisations that you registered")
    grace.meets_a_page_that_everyone_can_use()

    # And nobody else finds it
    ben = someone(BEN, javascript=javascript)
    ben.goes_to_what_is_missing(page)
    ben.goes_to(f"/organisations?q={name.split()[0]}")
    ben.does_not_see(practice)

    # When Daniel, a steward, confirms it
    daniel = someone(DANIEL, javascript=javascript)
    daniel.goes_to("/")
    daniel.clicks("Organisations waiting")
    daniel.meets_a_page_that_everyone_can_use()
    daniel.clicks(f"Confirm {practice}", "button")
    daniel.sees(f"{practice} is in the directory.")
    daniel.meets_a_page_that_everyone_can_use()

    # Then she hears of it by mail, Ben finds it by its postcode, and Daniel lets her in
    page = f"/o/{code}"
    until(lambda: any(each.endswith(page) for each in links(email, the_product)))
    ben.goes_to("/organisations?q=bs4")
    ben.clicks(practice)
    ben.is_at(practice)
    daniel.goes_to(f"/o/{code}")
    daniel.page.get_by_role("button", name="Confirm").first.click()
    daniel.sees(f"now belongs to {practice}.")
    grace.goes_to("/me/organisations")
    grace.sees("In the directory")
