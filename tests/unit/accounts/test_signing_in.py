"""Signing in and out, a forgotten password."""

from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from collab.base.access.models import access_epoch
from collab.base.accounts.models import Person
from collab.base.live.cache import RedisOrNothing
from tests.jobs import run_due_jobs, sent
from tests.services.process import free_port
from tests.unit.ui.markup import words

from .conftest import PASSWORD, Slow

pytestmark = [pytest.mark.urls("tests.unit.ui.pages"), pytest.mark.django_db]

NEW_PASSWORD = "four other small words"


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> str:
    data = {"login": email, "password": password, **more}
    answer = client.post("/accounts/login/", data, follow=True)
    return words(answer.content.decode())


def is_signed_in(client: Client) -> bool:
    return client.get("/me").status_code == 200


def test_the_page_says_when_one_needs_an_account(client: Client) -> None:
    page = words(client.get("/accounts/login/").content.decode())
    assert "You need an account to write, not to read." in page


def test_signing_in_leads_where_one_wanted_to_go(client: Client, amina: Person) -> None:
    answer = client.get("/me")
    assert answer.url == "/accounts/login/?next=/me"
    page = client.get(answer.url).content.decode()
    assert 'name="next" value="/me"' in page
    assert "Your account" in sign_in(client, amina.email, next="/me")


def test_a_cookie_that_we_never_gave_out_signs_nobody_in(client: Client) -> None:
    for made_up in ('"\\000aaaaaaaaaaaa"', "a" * 10_000, '"\\377\\376aaaaaaaaaa"', "x", "é" * 9):
        answer = client.get("/me", headers={"cookie": f"sessionid={made_up}"})
        assert answer.status_code == 302


def test_signing_in_leads_to_no_other_site(client: Client, amina: Person) -> None:
    data = {"login": amina.email, "password": PASSWORD, "next": "https://thief.example/"}
    assert client.post("/accounts/login/", data).url == "/"


def test_upper_and_lower_case_of_an_address_are_one(client: Client, amina: Person) -> None:
    sign_in(client, "Amina@Severnside.Example")
    assert is_signed_in(client)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    client: Client, amina: Person
) -> None:
    wrong = sign_in(client, amina.email, "not the password")
    unknown = sign_in(client, "nobody@severnside.example", "not the password")
    assert "The email address or the password is not right" in wrong
    assert wrong.replace(amina.email, "") == unknown.replace("nobody@severnside.example", "")


def test_after_five_wrong_tries_even_the_right_password_waits(
    client: Client, amina: Person
) -> None:
    for _try in range(5):
        sign_in(client, amina.email, "not the password")
    assert "Wait five minutes" in sign_in(client, amina.email)
    assert not is_signed_in(client)


def test_too_many_requests_get_a_kind_page(client: Client) -> None:
    with override_settings(ACCOUNT_RATE_LIMITS={"signup": "2/m/ip"}):
        for _try in range(2):
            client.post("/accounts/signup/", {})
        answer = client.post("/accounts/signup/", {})
    assert answer.status_code == 429
    assert "Wait five minutes, then try again." in words(answer.content.decode())


def test_a_closed_account_cannot_be_entered(client: Client, amina: Person) -> None:
    amina.is_active = False
    amina.save()
    sign_in(client, amina.email)
    assert not is_signed_in(client)


def test_signing_out_takes_a_post_and_closes_open_sockets(client: Client, amina: Person) -> None:
    sign_in(client, amina.email)
    assert "Sign out" in words(client.get("/accounts/logout/").content.decode())
    assert is_signed_in(client)

    before = access_epoch()
    client.post("/accounts/logout/")
    assert not is_signed_in(client)
    assert access_epoch() > before


def test_signed_out_stays_signed_out_whatever_becomes_of_the_cache(
    client: Client, amina: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, amina.email)
    kept = Client()
    kept.cookies = client.cookies.copy()
    assert is_signed_in(kept)
    for forget in ("delete", "delete_many"):
        monkeypatch.setattr(type(caches["default"]), forget, lambda *_, **__: False)
    client.post("/accounts/logout/")
    assert not is_signed_in(kept)


def test_nobody_is_kept_out_while_redis_is_away(
    client: Client, amina: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RedisOrNothing, "_away_until", 0)
    away = {
        "BACKEND": "collab.base.live.cache.RedisOrNothing",
        "LOCATION": f"redis://127.0.0.1:{free_port()}/0",
    }
    with override_settings(CACHES={"default": away}):
        sign_in(client, amina.email)
        assert is_signed_in(client)


def test_a_forgotten_password_is_replaced_through_a_link(
    client: Client, amina: Person, link: Callable[[], str]
) -> None:
    elsewhere = Client()
    sign_in(elsewhere, amina.email)
    before = access_epoch()

    client.post("/accounts/password/reset/", {"email": amina.email})
    form = client.get(link(), follow=True)
    address = form.redirect_chain[-1][0]
    assert "Choose a new password" in words(form.content.decode())
    client.post(address, {"password1": NEW_PASSWORD})

    assert not is_signed_in(elsewhere)
    assert access_epoch() > before
    sign_in(client, amina.email, NEW_PASSWORD)
    assert is_signed_in(client)


def test_a_link_works_once(client: Client, amina: Person, link: Callable[[], str]) -> None:
    client.post("/accounts/password/reset/", {"email": amina.email})
    used = link()
    client.post(client.get(used).url, {"password1": NEW_PASSWORD})
    again = Client().get(used, follow=True)
    assert "This link no longer works" in words(again.content.decode())


def test_asking_for_a_link_tells_nobody_who_has_an_account(client: Client, amina: Person) -> None:
    known = client.post("/accounts/password/reset/", {"email": amina.email}, follow=True)
    unknown = client.post(
        "/accounts/password/reset/", {"email": "nobody@severnside.example"}, follow=True
    )
    assert known.content == unknown.content
    assert [mail.subject for mail in sent()] == [
        "Choose a new password",
        "There is no account with this address",
    ]


@pytest.mark.usefixtures("no_mail_server")
def test_without_a_mail_server_asking_for_a_link_gets_the_same_answer_as_with_one(
    client: Client, amina: Person
) -> None:
    for email in (amina.email, "nobody@severnside.example"):
        answer = client.post("/accounts/password/reset/", {"email": email}, follow=True)
        assert "Check your email" in words(answer.content.decode())


def test_the_link_of_a_mail_leads_to_us_whatever_the_request_claims(
    client: Client, amina: Person
) -> None:
    with override_settings(ALLOWED_HOSTS=["*"]):
        client.post(
            "/accounts/password/reset/",
            {"email": amina.email},
            headers={"host": "thief.example"},
        )
    assert "http://localhost:8000/accounts/password/reset/key/" in sent()[0].body
    assert "thief" not in sent()[0].body


def test_changing_the_password_ends_other_sessions_and_keeps_this_one(
    client: Client, amina: Person
) -> None:
    elsewhere = Client()
    for each in (client, elsewhere):
        sign_in(each, amina.email)
    data = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD}
    answer = client.post("/accounts/password/change/", data, follow=True)
    assert answer.redirect_chain == [("/me/sign-in", 302)]
    assert "Your new password is saved." in words(answer.content.decode())
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert sent()[-1].subject == "Your password has been changed"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_new_password_holds_nobody_else_up(
    client: Client, amina: Person, slow: list[Slow]
) -> None:
    sign_in(client, amina.email)
    data = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD}
    client.post("/accounts/password/change/", data)
    run_due_jobs()
    assert {each.what for each in slow} == {"hash", "mail"}
    assert not any(each.while_locked for each in slow)


def test_a_wrong_current_password_changes_nothing(client: Client, amina: Person) -> None:
    sign_in(client, amina.email)
    data = {"oldpassword": "not the password", "password1": NEW_PASSWORD}
    page = client.post("/accounts/password/change/", data).content.decode()
    assert "This is not your current password" in words(page)
    amina.refresh_from_db()
    assert amina.check_password(PASSWORD)


def test_passwords_appear_in_no_page_and_no_log(
    client: Client, amina: Person, caplog: pytest.LogCaptureFixture
) -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(
            "/accounts/login/", {"login": amina.email, "password": "not the password"}
        )
    assert "not the password" not in answer.content.decode()
    assert "not the password" not in caplog.text
    assert not any("not the password" in query["sql"] for query in queries)


@pytest.mark.parametrize("address", ["//[", "http://[::1", "//[]"])
def test_whoever_comes_with_an_impossible_address_to_go_on_to_still_signs_in(
    client: Client, amina: Person, address: str
) -> None:
    for page in ("login", "signup"):
        assert client.get(f"/accounts/{page}/", {"next": address}).status_code == 200
    sign_in(client, amina.email, next=address)
    assert is_signed_in(client)
    assert client.get("/accounts/login/", {"next": address}).url == "/"
    assert client.get("/accounts/reauthenticate/", {"next": address}).status_code == 200
