"""Creating an account: a form, a mail, a link; nobody learns who has one already."""

from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.test import Client, override_settings

from collab.base.accounts.models import Person
from tests.jobs import run_due_jobs, sent
from tests.unit.ui.markup import words

from .conftest import PASSWORD, Slow

pytestmark = [pytest.mark.urls("tests.unit.ui.pages"), pytest.mark.django_db]

BEN = {
    "name": "Ben Hughes",
    "job_title": "Pharmacist",
    "profession": "Pharmacist",
    "email": "Ben@Kingsholm.example",
    "password1": PASSWORD,
}


def says(client: Client, **changed: str) -> str:
    answer = client.post("/accounts/signup/", {**BEN, **changed}, follow=True)
    assert answer.status_code == 200
    return words(answer.content.decode())


def test_from_the_form_to_the_first_page(client: Client, link: Callable[[], str]) -> None:
    assert "Check your email" in says(client)
    ben = Person.objects.get()
    assert (ben.name, ben.job_title, ben.profession) == ("Ben Hughes", "Pharmacist", "Pharmacist")
    assert ben.email == "ben@kingsholm.example"
    assert sent()[0].to == ["ben@kingsholm.example"]

    page = client.get(link())
    assert "Is ben@kingsholm.example your address?" in words(page.content.decode())
    assert "The account of Ben Hughes will use it." in words(page.content.decode())
    client.post(link())
    assert client.get("/me").status_code == 200


def test_whoever_signs_up_comes_back_to_where_they_were(
    client: Client, link: Callable[[], str]
) -> None:
    says(client, next="/me")
    answer = client.post(link(), follow=True)
    assert answer.redirect_chain == [("/me", 302)]
    assert "ben@kingsholm.example is confirmed." in words(answer.content.decode())


def test_a_link_followed_in_another_browser_signs_nobody_in(
    client: Client, link: Callable[[], str]
) -> None:
    says(client)
    elsewhere = Client()
    answer = elsewhere.post(link(), follow=True)
    assert answer.redirect_chain == [("/accounts/login/", 302)]
    assert elsewhere.get("/me").status_code == 302
    elsewhere.post("/accounts/login/", {"login": BEN["email"], "password": PASSWORD})
    assert elsewhere.get("/me").status_code == 200


def test_the_form_says_who_sees_the_address(client: Client) -> None:
    page = words(client.get("/accounts/signup/").content.decode())
    assert "Only those who confirm that you belong to an organisation see it." in page


def test_before_the_link_is_followed_nobody_is_signed_in(client: Client) -> None:
    says(client)
    answer = client.post(
        "/accounts/login/", {"login": BEN["email"], "password": PASSWORD}, follow=True
    )
    assert "Check your email" in words(answer.content.decode())
    assert client.get("/me").status_code == 302


def test_a_known_address_gets_the_same_answer_and_a_mail_that_says_so(
    client: Client, amina: Person
) -> None:
    unknown = client.post("/accounts/signup/", BEN, follow=True)
    known = Client().post("/accounts/signup/", {**BEN, "email": amina.email}, follow=True)
    page = words(unknown.content.decode()).replace("ben@kingsholm.example", amina.email)
    assert words(known.content.decode()) == page
    assert known.redirect_chain == unknown.redirect_chain
    assert sent()[-1].to == [amina.email]
    assert sent()[-1].subject == "You have an account already"
    assert "/accounts/password/reset/" in sent()[-1].body
    assert not Person.objects.filter(email=amina.email).exclude(pk=amina.pk).exists()


@pytest.mark.parametrize("address", ["known", "unknown"])
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_one_hash_and_one_mail_whoever_has_an_account_and_no_row_locked_meanwhile(
    client: Client, amina: Person, slow: list[Slow], address: str
) -> None:
    """The time it takes tells nobody who has an account, and holds nobody else up."""
    says(client, email=amina.email if address == "known" else BEN["email"])
    run_due_jobs()
    assert slow == [Slow("hash", while_locked=False), Slow("mail", while_locked=False)]


@pytest.mark.usefixtures("no_mail_server")
def test_without_a_mail_server_everybody_gets_the_same_answer_as_with_one(
    client: Client, amina: Person, caplog: pytest.LogCaptureFixture
) -> None:
    assert "Check your email" in says(client)
    assert "Check your email" in says(Client(), email=amina.email)
    run_due_jobs()
    assert caplog.text.count("of kind account waits: ConnectionRefusedError") == 2
    assert "@" not in caplog.text


def test_two_at_the_same_moment_with_one_address_make_one_account(
    client: Client, amina: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The later one passed the look for a known address before the earlier one was saved."""
    from collab.base.accounts.forms import SignUpForm

    monkeypatch.setattr(SignUpForm, "validate_unique_email", lambda self, email: email)
    assert "Check your email" in says(client, email=amina.email)
    assert Person.objects.filter(email=amina.email).count() == 1
    assert sent()[-1].subject == "You have an account already"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"name": ""}, "Enter your full name"),
        ({"email": ""}, "Enter your email address"),
        ({"email": "ben"}, "Enter an email address in the correct format"),
        ({"email": f"{'b' * 250}@k.example"}, "Email address must be 254 characters or fewer"),
        ({"email": f"ben@{'é' * 60}.com"}, "Enter an email address in the correct format"),
        ({"email": "ben@\N{HEBREW LETTER ALEF}a.com"}, "Enter an email address in the correct"),
        ({"password1": "benhughes!"}, "Password must not be like your name or email address"),
        ({"password1": ""}, "Enter a password"),
        ({"password1": "short"}, "Password must be 10 characters or more"),
        ({"password1": "1234567890"}, "Many people use this password"),
        ({"password1": "ben@kingsholm"}, "Password must not be like your name or email address"),
        ({"name": "x" * 121}, "Full name must be 120 characters or fewer. It has 121"),
        ({"job_title": "Nurse of 943 476 5919"}, "looks like an NHS number"),
        ({"name": "Ben\x00"}, "Full name has a character that cannot be kept"),
    ],
)
def test_errors_say_what_to_do_keep_what_was_typed_and_make_nothing(
    client: Client, changed: dict[str, str], expected: str
) -> None:
    answer = client.post("/accounts/signup/", {**BEN, **changed})
    page = answer.content.decode()
    assert expected in words(page)
    if "profession" not in changed:
        assert 'value="Pharmacist"' in page
    assert not Person.objects.exists()
    assert not sent()


def test_a_password_is_kept_as_argon2_only(client: Client) -> None:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"]):
        says(client)
        kept = Person.objects.get().password
        assert identify_hasher(kept).algorithm == "argon2"
    assert PASSWORD not in kept


def test_links_in_mails_lead_to_us_whatever_the_request_claims(client: Client) -> None:
    with override_settings(ALLOWED_HOSTS=["*"]):
        client.post("/accounts/signup/", BEN, headers={"host": "thief.example"})
    assert "http://localhost:8000/accounts/confirm-email/" in sent()[0].body
    assert "thief" not in sent()[0].body


def test_a_link_that_has_been_changed_says_what_to_do(client: Client) -> None:
    answer = client.get("/accounts/confirm-email/changed/")
    assert "This link no longer works" in words(answer.content.decode())
    assert client.post("/accounts/confirm-email/changed/").status_code == 404


def test_mails_are_short_and_in_our_words(client: Client) -> None:
    says(client)
    body = sent()[0].body
    assert body.startswith("Follow this link to confirm your address.")
    assert body.endswith("Patient Safety Collab")
    assert len(body) < 400
