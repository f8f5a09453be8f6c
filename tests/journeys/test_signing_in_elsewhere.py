"""An account elsewhere signs its owner in: from no account here to a password of one's own."""

from collections.abc import Iterator
from pathlib import Path

import oidc_provider_mock
import pytest

from tests.journeys.conftest import Server, Someone, with_and_without_script
from tests.journeys.mail import link_mailed_to
from tests.journeys.people import Visitor
from tests.journeys.story import PASSWORD

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:authlib")

WITH_SCRIPT, WITHOUT = "Nell Barrow", "Nella Barrow"


def address_of(name: str) -> str:
    return f"{name.replace(' ', '.').lower()}@fenland.example"


@pytest.fixture(scope="module")
def the_product(tmp_path_factory: pytest.TempPathFactory, the_story: Path) -> Iterator[Server]:
    """One that knows NHSmail: a real provider of OpenID Connect, here with two people in it."""
    people = [
        oidc_provider_mock.User(sub=name, claims={"email": address_of(name), "name": name})
        for name in (WITH_SCRIPT, WITHOUT)
    ]
    with oidc_provider_mock.run_server_in_thread(user_claims=people) as nhsmail:
        server = Server(
            tmp_path_factory.mktemp("product"),
            the_story,
            OIDC="nhsmail",
            OIDC_NHSMAIL_NAME="NHSmail",
            OIDC_NHSMAIL_ISSUER=f"http://localhost:{nhsmail.server_port}",
            OIDC_NHSMAIL_CLIENT_ID="collab",
            OIDC_NHSMAIL_CLIENT_SECRET="a secret",
        )
        server.start()
        yield server
        server.stop()


def without_the_internet(visitor: Visitor) -> Visitor:
    """The provider's page would like a style sheet from there."""
    visitor.page.context.route(lambda url: "localhost" not in url, lambda route: route.abort())
    return visitor


def signs_in_at_nhsmail(visitor: Visitor, name: str) -> None:
    visitor.goes_to("/accounts/login/")
    visitor.clicks("Sign in with NHSmail", "button")
    visitor.page.get_by_role("button", name=name, exact=True).click()


@with_and_without_script
def test_somebody_opens_an_account_with_nhsmail_and_later_chooses_a_password(
    someone: Someone, the_product: Server, screen: tuple[int, int], javascript: bool
) -> None:
    name = WITH_SCRIPT if javascript else WITHOUT
    email = address_of(name)

    # Given Nell, who has an account with NHSmail and none here
    nell = without_the_internet(someone(javascript=javascript))
    nell.goes_to("/accounts/login/")
    nell.meets_a_page_that_everyone_can_use()
    signs_in_at_nhsmail(nell, name)

    # Then she is asked for what NHSmail did not say, and proves her address all the same
    nell.is_at("Create an account")
    nell.meets_a_page_that_everyone_can_use()
    nell.fills("Job title (optional)", "Pharmacist")
    nell.clicks("Create account", "button")
    nell.is_at("Check your email")
    nell.goes_to(link_mailed_to(email, the_product))
    nell.clicks("Yes, this is my address", "button")
    nell.sees("Ask to join your organisation")

    # When she comes back another day, NHSmail is enough
    later = without_the_internet(someone(javascript=javascript))
    signs_in_at_nhsmail(later, name)
    later.goes_to("/me/sign-in")
    later.is_at("How you sign in")
    later.sees("NHSmail")
    later.meets_a_page_that_everyone_can_use()

    # And she chooses a password, with which she can do without NHSmail
    later.clicks("Choose a password")
    later.is_at("Is it still you?")
    later.meets_a_page_that_everyone_can_use()
    later.clicks("Sign in with NHSmail", "button")
    later.page.get_by_role("button", name=name, exact=True).click()
    later.is_at("Choose a password")
    later.fills("Password", PASSWORD)
    later.clicks("Save password", "button")
    later.goes_to("/me/sign-in")
    later.clicks("Disconnect")
    later.is_at("Is it still you?")
    later.fills("Password", PASSWORD)
    later.clicks("Continue", "button")
    later.is_at("Sign in with NHSmail no more")
    later.meets_a_page_that_everyone_can_use()
    later.clicks("Disconnect", "button")
    later.is_at("How you sign in")
    phone = someone(javascript=javascript)
    phone.signs_in(email)
    for each in (nell, later):
        each.forgives("ERR_FAILED")
