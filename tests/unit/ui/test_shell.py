"""The shell around every page."""

import pytest
from django.http import HttpResponse
from django.test import Client

from collab.base.accounts.models import Person

from .markup import elements, words

pytestmark = [pytest.mark.urls("tests.unit.ui.pages"), pytest.mark.django_db]


def text(response: HttpResponse) -> str:
    return response.content.decode()


def links(response: HttpResponse) -> dict[str, dict[str, str]]:
    return {link["href"]: link for link in elements(text(response), "a")}


def test_it_leads_only_to_what_exists(client: Client) -> None:
    found = links(client.get("/"))
    assert {"/spaces", "/help", "/help/permissions"} <= set(found)
    assert not {"/interventions", "/fellows", "/help/privacy"} & set(found)


@pytest.mark.parametrize("address", ["/spaces", "/s/4F7K2M9QX1TB"])
def test_it_marks_where_one_is(client: Client, address: str) -> None:
    assert links(client.get(address))["/spaces"]["aria-current"] == "true"
    assert "aria-current" not in links(client.get("/"))["/spaces"]


def test_signed_out_it_offers_to_sign_in_and_come_back(client: Client) -> None:
    found = links(client.get("/spaces?page=2"))
    assert "/accounts/login/?next=/spaces%3Fpage%3D2" in found


def test_signed_in_it_shows_ones_initials(client: Client) -> None:
    client.force_login(Person.objects.create_user("amina@example.org", name="Amina Okafor"))
    answer = client.get("/spaces")
    assert links(answer)["/me"]
    assert "AO" in words(text(answer))
    assert "Sign in" not in words(text(answer))


def test_a_page_says_its_title_and_its_language(client: Client) -> None:
    answer = text(client.get("/spaces"))
    assert "<title>A page · Patient Safety Collab</title>" in answer
    assert elements(answer, "html")[0]["lang"] == "en-gb"


def test_the_side_column_is_there_only_when_a_page_fills_it(client: Client) -> None:
    assert not elements(text(client.get("/")), "aside")
    assert len(elements(text(client.get("/?side")), "aside")) == 1


def test_the_first_link_skips_to_the_content(client: Client) -> None:
    answer = text(client.get("/"))
    assert elements(answer, "a")[0]["href"] == "#maincontent"
    assert elements(answer, "main")[0]["id"] == "maincontent"


def test_what_is_wrong_is_said_on_top_and_in_the_title(client: Client) -> None:
    answer = text(client.post("/spaces", {"title": ""}))
    assert "<title>Error: A page" in answer
    assert answer.index("There is a problem") < answer.index("<h1")
    assert 'href="#id_title"' in answer


def test_what_is_done_is_said_once(client: Client) -> None:
    answer = client.post("/spaces", {"title": "Falls"}, follow=True)
    assert "Done The note is saved." in words(text(answer))
    assert "The note is saved." not in text(client.get("/spaces"))


def test_what_people_typed_is_never_markup(client: Client) -> None:
    person = Person.objects.create_user("x@example.org", name='<script>alert("x")</script>')
    client.force_login(person)
    assert "<script>alert" not in text(client.get("/spaces"))


def test_nothing_is_written_inline(client: Client) -> None:
    for address in ("/", "/accounts/login/", "/accounts/signup/", "/missing"):
        answer = text(client.get(address))
        for tag in ("a", "form", "div", "svg", "input", "button", "body"):
            for attributes in elements(answer, tag):
                assert not [name for name in attributes if name.startswith("on")]
                assert "style" not in attributes
        scripts = elements(answer, "script")
        assert scripts
        assert all(script.get("src") for script in scripts)
        assert not elements(answer, "style")


def test_a_page_costs_no_query_signed_out(
    client: Client, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    with django_assert_num_queries(0):
        client.get("/spaces")
