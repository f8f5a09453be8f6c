"""Pages for what went wrong: kind words, the right status, nothing given away."""

import pytest
from django.test import Client

from .markup import words

pytestmark = [pytest.mark.urls("tests.unit.ui.pages"), pytest.mark.django_db]


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/nowhere", 404, "Page not found"),
        ("/denied", 403, "This is not open to you"),
        ("/forbidden", 403, "Your account may not do this: see and change one’s own name"),
        ("/posted", 405, "There is no page here"),
        ("/broken", 500, "This is our fault, not yours"),
    ],
)
def test_each_error_has_its_page(client: Client, address: str, status: int, says: str) -> None:
    client.raise_request_exception = False
    answer = client.get(address)
    assert answer.status_code == status
    page = words(answer.content.decode())
    assert says in page
    assert "Patient Safety Collab" in page
    assert "a defect" not in page


def test_an_unknown_host_is_answered_without_the_shell(client: Client) -> None:
    answer = client.get("/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "We could not read that" in words(answer.content.decode())


def test_a_form_from_elsewhere_is_refused_and_says_that_nothing_is_lost() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/spaces", {"title": "Falls"})
    assert answer.status_code == 403
    assert "what you typed is still there" in words(answer.content.decode())


def test_the_500_page_needs_nothing_but_itself() -> None:
    from django.test import RequestFactory, override_settings

    from collab.base.ui.errors import server_error

    with override_settings(
        STORAGES={
            "staticfiles": {
                "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
            }
        },
        DEBUG=False,
    ):
        assert server_error(RequestFactory().get("/")).status_code == 500
