"""A second factor: who must have one, and that a code, a secret and a passkey are what they say."""

import re
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import caches
from django.test import Client, TestCase
from fido2.webauthn import PublicKeyCredentialDescriptor, PublicKeyCredentialType
from pytest_django import Settings

from collab.base.accounts.adapter import AccountAdapter
from collab.base.accounts.models import Person
from collab.base.accounts.second_factor import SecondFactorAdapter
from collab.base.security.models import SecurityEntry
from tests.jobs import sent
from tests.unit.ui.markup import elements, words

from .conftest import PASSWORD
from .test_signing_in import is_signed_in, sign_in

pytestmark = [pytest.mark.urls("tests.unit.ui.pages"), pytest.mark.django_db]


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    _before, now, _after = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, now))


def says_who_they_are(client: Client, going_to: str) -> None:
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": going_to})


def add_app(client: Client) -> str:
    """Add an authenticator app, and say its secret."""
    says_who_they_are(client, "/accounts/app/activate/")
    page = client.get("/accounts/app/activate/").content.decode()
    secret = re.search(r"\b[A-Z2-7]{32}\b", words(page))
    assert secret, words(page)
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post("/accounts/app/activate/", {"code": code_of(secret[0])})
    assert answer.status_code == 302, words(answer.content.decode())
    caches["default"].clear()  # which remembers that the code has been used
    return secret[0]


def shown_codes(client: Client) -> list[str]:
    page = words(client.get("/accounts/recovery-codes/").content.decode())
    return re.findall(r"\b\d{8}\b", page)


@pytest.fixture
def secret(client: Client, amina: Person) -> str:
    sign_in(client, amina.email)
    return add_app(client)


def test_with_an_app_the_password_alone_is_not_enough(amina: Person, secret: str) -> None:
    phone = Client()
    assert "You sign in in two steps. This is the second." in sign_in(phone, amina.email)
    assert not is_signed_in(phone)
    phone.post("/accounts/code/authenticate/", {"code": code_of(secret)})
    assert is_signed_in(phone)


def test_adding_one_is_told_by_mail_and_in_the_log(amina: Person, secret: str) -> None:
    assert "An authenticator app was added" in [mail.subject for mail in sent()]
    assert SecurityEntry.objects.filter(kind="credentials_changed", by=amina.uid).exists()


def test_one_whose_removal_cannot_be_told_is_still_there(
    client: Client, amina: Person, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise OSError("cut off")

    monkeypatch.setattr(AccountAdapter, "send_mail", fail)
    client.raise_request_exception = False
    says_who_they_are(client, "/accounts/app/deactivate/")
    assert client.post("/accounts/app/deactivate/").status_code == 500
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()
    assert not SecurityEntry.objects.filter(details__what="totp_deactivated").exists()


def test_a_wrong_code_signs_nobody_in_and_is_noted(amina: Person, secret: str) -> None:
    phone = Client()
    sign_in(phone, amina.email)
    wrong = f"{(int(code_of(secret)) + 1) % 1_000_000:06}"
    answer = phone.post("/accounts/code/authenticate/", {"code": wrong})
    assert "This code is not right" in words(answer.content.decode())
    assert not is_signed_in(phone)
    assert SecurityEntry.objects.filter(kind="sign_in_failed").count() == 1


def test_a_code_counts_once(amina: Person, secret: str) -> None:
    phone, thief = Client(), Client()
    code = code_of(secret)
    for each in (phone, thief):
        sign_in(each, amina.email)
        answer = each.post("/accounts/code/authenticate/", {"code": code})
        # Django-allauth remembers it for 30 seconds only, and it fits for longer.
        caches["default"].delete(f"allauth.mfa.totp.used?user={amina.pk}&code={code}")
    assert "This code has been used" in words(answer.content.decode())
    assert is_signed_in(phone)
    assert not is_signed_in(thief)


def test_a_recovery_code_counts_once_and_is_shown_once(
    client: Client, amina: Person, secret: str
) -> None:
    codes = shown_codes(client)
    assert len(codes) == 10
    assert not shown_codes(client)
    for turn, reaches in enumerate((True, False)):
        phone = Client()
        sign_in(phone, amina.email)
        phone.post("/accounts/code/authenticate/", {"code": codes[0]})
        assert is_signed_in(phone) is reaches, turn
    assert "9 codes left" in words(client.get("/me/sign-in").content.decode())


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_first_codes_speak_of_no_others_and_new_ones_do(
    client: Client, amina: Person, secret: str
) -> None:
    first = words(client.get("/accounts/recovery-codes/").content.decode())
    assert "Your authenticator app is added." in first
    assert "before them" not in first
    told = [mail.subject for mail in sent()]
    assert "You have new recovery codes" not in told

    answer = client.post("/accounts/recovery-codes/generate/", follow=True)
    assert "The ones before them work no more." in words(answer.content.decode())
    assert sent()[-1].subject == "You have new recovery codes"


def test_the_second_step_offers_what_they_have(amina: Person, secret: str) -> None:
    assert "Use a passkey instead" not in sign_in(Client(), amina.email)
    passkey = {"name": "Phone", "credential": {}}
    Authenticator.objects.create(user=amina, type=Authenticator.Type.WEBAUTHN, data=passkey)
    kept = PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=b"phone")
    with patch("allauth.mfa.webauthn.internal.auth.get_credentials", return_value=[kept]):
        page = sign_in(Client(), amina.email)
        assert "Use a passkey instead" in page
        assert "Six digits from your app" in page
        Authenticator.objects.filter(type=Authenticator.Type.TOTP).delete()
        assert "your app" not in sign_in(Client(), amina.email)


def test_secrets_are_kept_so_that_who_reads_the_database_can_make_no_code(secret: str) -> None:
    kept = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert secret not in str(kept.data)
    assert SecondFactorAdapter().decrypt(kept.data["secret"]) == secret
    assert TOTP(kept).validate_code(code_of(secret))


def test_a_secret_outlives_a_change_of_the_key(settings: Settings, secret: str) -> None:
    kept = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key for tests alone"
    assert SecondFactorAdapter().decrypt(kept) == secret
    settings.SECRET_KEY_FALLBACKS = []
    assert SecondFactorAdapter().decrypt(kept) != secret


def test_removing_the_app_asks_who_it_is_first(amina: Person, secret: str) -> None:
    phone = Client()
    sign_in(phone, amina.email)
    phone.post("/accounts/code/authenticate/", {"code": code_of(secret)})
    caches["default"].clear()
    thief = phone.post("/accounts/app/deactivate/")
    assert thief.url.startswith("/accounts/")
    assert "reauthenticate" in thief.url
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()


NO_PASSKEYS = ["", "{}", "null", "[]", '{"id": 1}', '{"response": {"userHandle": "é"}}', "x" * 999]


@pytest.mark.parametrize("credential", NO_PASSKEYS)
@pytest.mark.parametrize(
    "address", ["/accounts/passkey/login/", "/accounts/passkey/add/"], ids=["sign in", "add"]
)
def test_what_is_no_passkey_is_refused_in_words(
    client: Client, amina: Person, address: str, credential: str
) -> None:
    if "add" in address:
        sign_in(client, amina.email)
        says_who_they_are(client, address)
    answer = client.post(address, {"credential": credential, "name": "Phone"}, follow=True)
    assert answer.status_code == 200
    assert not Authenticator.objects.exists()


class TestWhoMustHaveOne:
    """A steward, a lead and an administrator; see tests/unit/networks for who they are."""

    @pytest.fixture(autouse=True)
    def required(self, settings: Settings, amina: Person) -> None:
        settings.SECOND_FACTOR_REQUIRED = True
        amina.is_staff = True
        amina.save()

    def test_they_are_led_to_add_one_and_then_on_to_where_they_went(
        self, client: Client, amina: Person
    ) -> None:
        page = sign_in(client, amina.email)
        assert "Add a second step to sign in" in page
        answer = client.get("/me?tab=1")
        assert answer.url == "/accounts/second-factor/?next=%2Fme%3Ftab%3D1"
        client.get(answer.url)
        add_app(client)
        assert client.post("/accounts/second-factor/go-on/").url == "/me?tab=1"
        assert is_signed_in(client)

    def test_they_can_sign_out_and_read_help_meanwhile(self, client: Client, amina: Person) -> None:
        sign_in(client, amina.email)
        client.post("/accounts/logout/")
        assert client.get("/me").url.startswith("/accounts/login/")

    def test_what_they_send_meanwhile_changes_nothing(self, client: Client, amina: Person) -> None:
        sign_in(client, amina.email)
        data = {"name": "Somebody Else", "job_title": "", "profession": ""}
        assert client.post("/me", data).url == "/accounts/second-factor/?next=%2F"
        amina.refresh_from_db()
        assert amina.name == "Amina Okafor"

    def test_a_script_is_told_what_is_missing(self, client: Client, amina: Person) -> None:
        sign_in(client, amina.email)
        assert client.head("/me", headers={"X-Person": amina.uid}).status_code == 428

    def test_nobody_leads_them_to_another_site(self, client: Client, amina: Person) -> None:
        sign_in(client, amina.email)
        client.get("/accounts/second-factor/?next=https://thief.example/")
        add_app(client)
        assert not client.post("/accounts/second-factor/go-on/").url.startswith("https:")


def test_the_page_of_passkeys_says_what_a_browser_without_script_can_do(
    client: Client, amina: Person
) -> None:
    sign_in(client, amina.email)
    says_who_they_are(client, "/accounts/passkey/add/")
    page = client.get("/accounts/passkey/add/").content.decode()
    assert "This browser cannot use passkeys here." in words(page)
    (form,) = [each for each in elements(page, "form") if "data-passkey" in each]
    assert form["data-passkey"] == "create"
