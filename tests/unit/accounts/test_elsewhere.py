"""Signing in with an account elsewhere, at a real provider of OpenID Connect."""

from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import oidc_provider_mock
import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from environ import Env
from pytest_django import Settings

from collab.base.accounts.elsewhere.configured import providers_in
from collab.base.accounts.models import Person, Session
from collab.base.drafts.models import Draft
from tests.jobs import sent
from tests.services.process import free_port
from tests.unit.ui.markup import elements, words

from .conftest import PASSWORD
from .test_signing_in import is_signed_in, sign_in

pytestmark = [
    pytest.mark.urls("tests.unit.ui.pages"),
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:authlib"),
]


def somebody(subject: str, name: str, email: str) -> oidc_provider_mock.User:
    claims = {"email": email, "email_verified": True, "name": name}
    return oidc_provider_mock.User(sub=subject, claims=claims)


AMINA_THERE = somebody("00a1", "Amina Okafor", "amina@severnside.example")
GRACE_THERE = somebody("00b2", "Grace Lin", "grace@fenland.example")


def use(settings: Settings, issuer: str) -> None:
    env = Env()
    env.ENVIRON = {
        "OIDC": "nhsmail",
        "OIDC_NHSMAIL_NAME": "NHSmail",
        "OIDC_NHSMAIL_ISSUER": issuer,
        "OIDC_NHSMAIL_CLIENT_ID": "collab",
        "OIDC_NHSMAIL_CLIENT_SECRET": "a secret",
    }
    settings.OIDC_PROVIDERS = providers_in(env)
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": settings.OIDC_PROVIDERS}}


@pytest.fixture(scope="module")
def nhsmail_server() -> Iterator[str]:
    people = [AMINA_THERE, GRACE_THERE]
    with oidc_provider_mock.run_server_in_thread(user_claims=people) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def nhsmail(settings: Settings, nhsmail_server: str) -> str:
    use(settings, nhsmail_server)
    return nhsmail_server


def goes_to_nhsmail(client: Client, process: str = "login") -> str:
    """Where the button leads."""
    answer = client.post(f"/accounts/elsewhere/nhsmail/login/?process={process}", follow=True)
    page = answer.content.decode()
    (refresh,) = [each for each in elements(page, "meta") if each.get("http-equiv") == "refresh"]
    return refresh["content"].partition("url=")[2]


def comes_back(client: Client, leads_to: str, who: oidc_provider_mock.User) -> str:
    """Somebody signs in there; returns what they then read here."""
    answer = requests.post(leads_to, data={"sub": who.sub}, allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["Location"])
    assert back.path == "/accounts/elsewhere/nhsmail/back/"
    return words(client.get(f"{back.path}?{back.query}", follow=True).content.decode())


def signs_in_there(client: Client, who: oidc_provider_mock.User, process: str = "login") -> str:
    return comes_back(client, goes_to_nhsmail(client, process), who)


def shows_that_it_is_still_them(client: Client) -> None:
    page = client.post("/accounts/elsewhere/nhsmail/login/?process=redirect").content.decode()
    (there,) = [a["href"] for a in elements(page, "a") if "prompt=login" in a["href"]]
    comes_back(client, there, GRACE_THERE)


def opens_an_account(client: Client, link: Callable[[], str]) -> None:
    page = signs_in_there(client, GRACE_THERE)
    assert "Create an account" in page
    data = {"name": "Grace Lin", "job_title": "Pharmacist", "email": "grace@fenland.example"}
    client.post("/accounts/elsewhere/signup/", data)
    client.post(link())


def test_without_one_the_page_offers_none(client: Client) -> None:
    assert "NHSmail" not in words(client.get("/accounts/login/").content.decode())


def test_the_request_is_tied_to_this_browser_and_its_code_to_this_server(
    client: Client, nhsmail: str
) -> None:
    assert "Sign in with NHSmail" in words(client.get("/accounts/login/").content.decode())
    asks = parse_qs(urlsplit(goes_to_nhsmail(client)).query)
    assert asks["code_challenge_method"] == ["S256"]
    assert asks["redirect_uri"] == ["http://testserver/accounts/elsewhere/nhsmail/back/"]
    assert len(asks["state"][0]) >= 16


def test_somebody_new_opens_an_account_and_proves_the_address_all_the_same(
    client: Client, nhsmail: str, link: Callable[[], str]
) -> None:
    page = signs_in_there(client, GRACE_THERE)
    assert "You have none here yet" in page
    form = client.get("/accounts/elsewhere/signup/").content.decode()
    values = {each["name"]: each.get("value") for each in elements(form, "input") if "name" in each}
    assert values["name"] == "Grace Lin"
    assert values["email"] == "grace@fenland.example"
    client.post("/accounts/elsewhere/signup/", {"name": "Grace Lin", "email": values["email"]})
    assert not is_signed_in(client)
    client.post(link())
    assert is_signed_in(client)

    later = Client()
    signs_in_there(later, GRACE_THERE)
    assert is_signed_in(later)


def test_the_same_address_there_opens_nobodys_account_here(
    client: Client, amina: Person, nhsmail: str
) -> None:
    assert "Create an account" in signs_in_there(client, AMINA_THERE)
    data = {"name": "Amina Okafor", "email": amina.email}
    client.post("/accounts/elsewhere/signup/", data)
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()
    assert Person.objects.get() == amina
    assert sent()[-1].subject == "You have an account already"


def test_who_is_signed_in_connects_the_two_and_disconnects_them(
    client: Client, amina: Person, nhsmail: str
) -> None:
    sign_in(client, amina.email)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = signs_in_there(client, AMINA_THERE, "connect")
    assert "Your account elsewhere is connected." in page
    assert "An account elsewhere is connected" in [mail.subject for mail in sent()]
    other = Client()
    signs_in_there(other, AMINA_THERE)
    assert is_signed_in(other)

    ways = client.get("/me/sign-in").content.decode()
    (leads,) = [a["href"] for a in elements(ways, "a") if a["href"].startswith("/me/elsewhere/")]
    assert "Sign in with NHSmail no more" in words(client.get(leads).content.decode())
    client.post(leads)
    assert not SocialAccount.objects.exists()


def test_connecting_asks_who_it_is_first(client: Client, amina: Person, nhsmail: str) -> None:
    client.force_login(amina)
    answer = client.post("/accounts/elsewhere/nhsmail/login/?process=connect", follow=True)
    page = words(answer.content.decode())
    if "Is it still you?" not in page:
        page = signs_in_there(client, AMINA_THERE, "connect")
    assert "Is it still you?" in page
    assert not SocialAccount.objects.exists()


def test_an_account_there_belongs_to_one_account_here(
    client: Client, amina: Person, nhsmail: str, link: Callable[[], str]
) -> None:
    opens_an_account(Client(), link)
    sign_in(client, amina.email)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = signs_in_there(client, GRACE_THERE, "connect")
    assert "belongs to another account here" in page
    assert SocialAccount.objects.get().user.name == "Grace Lin"


def test_without_a_password_the_only_way_in_stays(
    client: Client, nhsmail: str, link: Callable[[], str]
) -> None:
    opens_an_account(client, link)
    shows_that_it_is_still_them(client)
    ways = client.get("/me/sign-in").content.decode()
    (leads,) = [a["href"] for a in elements(ways, "a") if a["href"].startswith("/me/elsewhere/")]
    page = words(client.post(leads, follow=True).content.decode())
    assert "Choose a password first." in page
    assert SocialAccount.objects.exists()


def test_the_same_subject_of_another_issuer_is_somebody_else(
    client: Client, nhsmail: str, link: Callable[[], str], settings: Settings
) -> None:
    opens_an_account(client, link)
    mallory = oidc_provider_mock.User(sub=GRACE_THERE.sub, claims=GRACE_THERE.claims)
    with oidc_provider_mock.run_server_in_thread(user_claims=[mallory]) as other:
        use(settings, f"http://localhost:{other.server_port}")
        thief = Client()
        assert "Create an account" in signs_in_there(thief, mallory)
    assert not is_signed_in(thief)


def test_turning_back_there_changes_nothing(client: Client, nhsmail: str) -> None:
    (state,) = parse_qs(urlsplit(goes_to_nhsmail(client)).query)["state"]
    back = f"/accounts/elsewhere/nhsmail/back/?error=access_denied&state={state}"
    page = words(client.get(back, follow=True).content.decode())
    assert "You turned back before it was done." in page
    assert not is_signed_in(client)


@pytest.mark.parametrize("query", ["", "?code=made-up&state=made-up", "?error=server_error"])
def test_an_answer_that_nobody_asked_for_signs_nobody_in(
    client: Client, nhsmail: str, query: str
) -> None:
    answer = client.get(f"/accounts/elsewhere/nhsmail/back/{query}", follow=True)
    assert "That did not work" in words(answer.content.decode())
    assert not is_signed_in(client)


def test_the_answer_to_somebody_elses_request_signs_nobody_in(client: Client, nhsmail: str) -> None:
    page = comes_back(Client(), goes_to_nhsmail(client), GRACE_THERE)
    assert "That did not work" in page


def test_a_provider_that_does_not_answer_gets_a_kind_page(
    client: Client, settings: Settings
) -> None:
    use(settings, f"http://localhost:{free_port()}")
    answer = client.post("/accounts/elsewhere/nhsmail/login/")
    assert answer.status_code == 200
    assert "Try again, or sign in another way" in words(answer.content.decode())


def test_one_that_the_environment_does_not_name_is_not_there(client: Client) -> None:
    for leads in ("login", "back"):
        assert client.get(f"/accounts/elsewhere/nowhere/{leads}/").status_code == 404


def test_the_address_is_proven_for_the_account_that_it_opened(
    client: Client, nhsmail: str, link: Callable[[], str]
) -> None:
    opens_an_account(client, link)
    assert EmailAddress.objects.get(email="grace@fenland.example").verified


def test_who_opened_an_account_in_somebody_elses_name_is_out_once_they_choose_a_password(
    client: Client, nhsmail: str, link: Callable[[], str]
) -> None:
    mallory = Client()
    signs_in_there(mallory, GRACE_THERE)
    mallory.post(
        "/accounts/elsewhere/signup/", {"name": "Amina Okafor", "email": "amina@kingsholm.example"}
    )
    assert SocialAccount.objects.exists()

    client.post("/accounts/password/reset/", {"email": "amina@kingsholm.example"})
    form = client.get(link(), follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "a new one of hers"})
    assert not SocialAccount.objects.exists()
    assert "Create an account" in signs_in_there(Client(), GRACE_THERE)


@pytest.mark.parametrize(
    "page", ["/accounts/password/set/", "/accounts/app/activate/", "/accounts/passkey/add/"]
)
def test_without_a_password_it_is_shown_there_that_it_is_still_them(
    client: Client, nhsmail: str, link: Callable[[], str], page: str
) -> None:
    opens_an_account(Client(), link)
    signs_in_there(client, GRACE_THERE)
    asked = client.get(page, follow=True)
    assert asked.redirect_chain[-1][0].startswith("/accounts/still-you/")
    assert "Sign in with NHSmail" in words(asked.content.decode())
    (form,) = [
        each["action"]
        for each in elements(asked.content.decode(), "form")
        if "elsewhere" in each["action"]
    ]
    leads = client.post(form).content.decode()
    (there,) = [a["href"] for a in elements(leads, "a") if "prompt=login" in a["href"]]
    drafts = Draft.objects.create(person=Person.objects.get(), place="/", fields={"text": "a"})
    answer = requests.post(there, data={"sub": GRACE_THERE.sub}, allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["Location"])
    assert client.get(f"{back.path}?{back.query}", follow=True).redirect_chain[-1][0] == page
    assert client.get(page).status_code == 200
    assert Draft.objects.filter(pk=drafts.pk).exists(), "nobody was signed out on the way"


def test_somebody_else_there_does_not_show_that_it_is_still_them(
    client: Client, nhsmail: str, link: Callable[[], str]
) -> None:
    opens_an_account(Client(), link)
    signs_in_there(client, GRACE_THERE)
    leads = "/accounts/elsewhere/nhsmail/login/?process=redirect&next=/accounts/password/set/"
    page = client.post(leads).content.decode()
    (there,) = [a["href"] for a in elements(page, "a") if "prompt=login" in a["href"]]
    assert "Is it still you?" in comes_back(client, there, AMINA_THERE)
    answer = client.post("/accounts/password/set/", {"password1": "a password of a thief"})
    assert answer.status_code == 302
    assert not Person.objects.get().has_usable_password()


@pytest.mark.parametrize("own", [True, False])
def test_ones_own_device_is_said_on_the_way_there(
    client: Client, nhsmail: str, link: Callable[[], str], own: bool
) -> None:
    opens_an_account(Client(), link)
    page = client.get("/accounts/login/").content.decode()
    (button,) = [
        each for each in elements(page, "button") if "nhsmail" in each.get("formaction", "")
    ]
    assert button["form"] in [each.get("id") for each in elements(page, "form")]
    said = {"own_device": "on"} if own else {}
    leads = client.post(button["formaction"], said).content.decode()
    (there,) = [a["href"] for a in elements(leads, "a") if "authorize" in a["href"]]
    comes_back(client, there, GRACE_THERE)
    assert Session.objects.get(session_key=client.session.session_key).own_device is own


def test_the_device_of_one_person_is_not_the_next_ones(
    client: Client, amina: Person, nhsmail: str, link: Callable[[], str]
) -> None:
    opens_an_account(Client(), link)
    TOTP.activate(amina, generate_totp_secret())
    client.post(
        "/accounts/login/", {"login": amina.email, "password": PASSWORD, "own_device": "on"}
    )
    assert not is_signed_in(client), "she went away before the second step"
    signs_in_there(client, GRACE_THERE)
    assert not Session.objects.get(session_key=client.session.session_key).own_device
