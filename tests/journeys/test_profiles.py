"""Who somebody is: from a name in a list to their profile, and to people like oneself."""

import re

from tests.journeys.conftest import Someone, with_and_without_script
from tests.journeys.story import AMINA, BEN, FALLS, LEAH


@with_and_without_script
def test_a_name_leads_to_a_person_and_to_people_alike(
    someone: Someone, screen: tuple[int, int], javascript: bool
) -> None:
    # Given Ben, who finds Amina among the people of the falls space
    ben = someone(BEN, javascript=javascript)
    ben.opens_space(FALLS)
    ben.clicks(re.compile("^People"))
    ben.clicks("Amina Okafor")
    ben.is_at("Amina Okafor")
    profile = ben.page.url

    # Then he reads where she belongs, what both share, and what to ask her about
    ben.sees("Severnside Hospitals")
    ben.sees("Spaces you share")
    ben.does_not_see(AMINA)
    ben.meets_a_page_that_everyone_can_use()
    ben.clicks("What to ask about")
    ben.is_at("Amina Okafor")

    # And the public reads of her what is public, and nothing of Leah, who is no fellow
    visitor = someone(javascript=javascript)
    visitor.goes_to(profile)
    visitor.is_at("Amina Okafor")
    visitor.does_not_see("Spaces you share")
    visitor.meets_a_page_that_everyone_can_use()
    leah = someone(LEAH, javascript=javascript)
    leah.goes_to("/me")
    leah.clicks("Your profile")
    leah.is_at("Leah Donnelly")
    visitor.goes_to_what_is_missing(leah.page.url)
    ben.goes_to("/me")

    # When Ben looks for people like himself, each is there with the reason
    ben.clicks("All people like you")
    ben.is_at("People like you")
    ben.sees(re.compile("safety lead, acute trust"))
    ben.meets_a_page_that_everyone_can_use()
