"""What a browser is told with every answer."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings

from collab.base.security.csp import ContentSecurityPolicyMiddleware, policy

pytestmark = [pytest.mark.urls("tests.unit.ui.pages"), pytest.mark.django_db]


def directives(header: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in map(str.split, header.split(";"))}


@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/missing", "/static/icon.svg"])
def test_every_answer_allows_only_what_we_serve(client: Client, address: str) -> None:
    answer = client.get(address)
    told = directives(answer.headers["Content-Security-Policy"])
    assert told["default-src"] == ["'none'"]
    assert told["base-uri"] == ["'none'"]
    assert told["frame-ancestors"] == ["'none'"]
    assert told["form-action"] == ["'self'"]
    assert told["script-src"] == ["'self'"]
    assert told["style-src"] == ["'self'"]
    assert all(source.startswith(("'self'", "ws://", "wss://")) for source in told["connect-src"])


def test_a_broken_page_is_guarded_too(client: Client) -> None:
    client.raise_request_exception = False
    assert "Content-Security-Policy" in client.get("/broken").headers


def test_other_sites_learn_and_reach_nothing(client: Client) -> None:
    headers = client.get("/").headers
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]


def test_the_setting_has_the_shape_of_djangos_own() -> None:
    assert policy(
        {
            "default-src": ["'none'"],
            "script-src": ["'self'", "https://example.org"],
            "img-src": "data:",
            "upgrade-insecure-requests": True,
            "style-src": None,
            "font-src": [],
        }
    ) == (
        "default-src 'none'; script-src 'self' https://example.org; img-src data:; "
        "upgrade-insecure-requests"
    )


@override_settings(SECURE_CSP={"default-src": ["'self'"]})
def test_an_answer_with_a_policy_of_its_own_keeps_it() -> None:
    def stricter(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"})

    answer = ContentSecurityPolicyMiddleware(stricter)(RequestFactory().get("/"))
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
