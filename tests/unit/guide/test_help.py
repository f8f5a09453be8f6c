"""Help, which nobody needs an account for."""

import pytest
from django.test import Client
from django.urls import reverse

from collab.guide.help import CHECKLIST, EXAMPLES, PAGES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", [name for name, _label in PAGES])
def test_each_page_opens_without_an_account_and_leads_to_the_others(
    client: Client, name: str
) -> None:
    page = client.get(reverse(name))
    assert page.status_code == 200
    text = page.content.decode()
    assert "<h1" in text
    if name != "help_permissions":
        assert all(f'href="{reverse(other)}"' in text for other, _label in PAGES)


def test_examples_show_what_they_say() -> None:
    shown = {str(example.title): example.html for example in [*EXAMPLES, CHECKLIST]}
    signs = {
        "Paragraphs": "<br>",
        "Bold and italic": "<strong>",
        "Lists": "<ol>",
        "Quoting somebody": "<blockquote",
        "Headings": "<h2>",
        "Links": "<a href",
        "Tables": "<table",
        "Checklists": "app-check",
    }
    assert shown.keys() == signs.keys()
    assert all(sign in shown[title] for title, sign in signs.items())
