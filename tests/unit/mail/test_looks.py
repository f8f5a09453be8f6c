"""Plain text first; the HTML is made from it and fetches nothing."""

from pathlib import Path

import html5lib
import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMultiAlternatives
from django.template.loader import get_template
from django.test import override_settings

from collab.base.accounts.adapter import AccountAdapter
from collab.base.mail.rendering import html_of

TEXT = """Amina asked:
what do you do at night?

Read <the> answer:
https://collab.example/d/1?a=1&b=2

See https://collab.example for more.

https://collab.example/alone

Patient Safety Collab"""


def test_paragraphs_stay_and_an_address_below_words_is_a_button() -> None:
    page = html_of("You have an answer & more", TEXT)
    document = html5lib.parse(page, namespaceHTMLElements=False)
    links = [(link.get("href"), "".join(link.itertext())) for link in document.iter("a")]
    assert links[1:] == [
        ("https://collab.example/d/1?a=1&b=2", "Read <the> answer"),
        ("https://collab.example/alone", "https://collab.example/alone"),
    ]
    assert document.find(".//h1").text == "You have an answer & more"
    first = document.find(".//p")
    assert [text.strip() for text in first.itertext()] == [
        "Amina asked:",
        "what do you do at night?",
    ]


def test_nothing_is_fetched_and_nothing_runs() -> None:
    document = html5lib.parse(html_of("Hello", TEXT), namespaceHTMLElements=False)
    tags = {element.tag for element in document.iter() if isinstance(element.tag, str)}
    assert tags == {"html", "head", "meta", "title", "body", "div", "a", "h1", "p", "br"}
    assert "url(" not in html_of("Hello", TEXT)


def test_a_text_cannot_bring_its_own_markup_or_scheme() -> None:
    page = html_of("<b>Hi</b>", "<script>x</script>\n\nPress:\njavascript:alert(1)")
    assert "<script" not in page
    assert "<b>" not in page
    assert 'href="javascript' not in page


ADDRESSES = ("activate_url", "password_reset_url", "reset_address", "sign_up_address")
IN_ACCOUNT_MAILS = {name: f"https://collab.example/{name}" for name in ADDRESSES} | {
    "from_email": "a@b.example",
    "to_email": "c@d.example",
    "deleted_email": "a@b.example",
}


@pytest.mark.django_db
def test_every_mail_about_an_account_has_words_on_its_button() -> None:
    folder = Path(get_template("account/email/base_message.txt").origin.name).parent
    prefixes = [
        path.name.removesuffix("_message.txt")
        for path in sorted(folder.glob("*_message.txt"))
        if path.name != "base_message.txt"
    ]
    assert len(prefixes) > 10
    for prefix in prefixes:
        message = AccountAdapter().render_mail(
            f"account/email/{prefix}", "amina@severnside.example", IN_ACCOUNT_MAILS
        )
        page = html_of(message.subject, message.body)
        for link in html5lib.parse(page, namespaceHTMLElements=False).iter("a"):
            words = "".join(link.itertext())
            assert "://" not in words, f"{prefix}: {words}"
            assert len(words) < 50, f"{prefix}: {words}"


def test_the_console_shows_the_plain_text_alone(capsys: pytest.CaptureFixture) -> None:
    message = EmailMultiAlternatives("Hello", TEXT, to=["amina@severnside.example"])
    message.attach_alternative(html_of("Hello", TEXT), "text/html")
    with override_settings(EMAIL_BACKEND="collab.base.mail.console.EmailBackend"):
        django_mail.get_connection().send_messages([message])
    printed = capsys.readouterr().out
    assert "To: amina@severnside.example" in printed
    assert TEXT in printed
    assert "<html" not in printed
