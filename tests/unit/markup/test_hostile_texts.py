"""No text makes a page run anything, load anything or look like something else."""

import json

import pytest

from collab.base.markup import DOCUMENT_LIMIT, MESSAGE_LIMIT, TextRefused, render
from tests.corpora import corpus

from .strict import forbidden

PLACES = {
    "alone": "{}",
    "in a link's text": "[{}](https://www.example.org)",
    "as a link's address": "[link]({})",
    "in a heading": "## {} ({})",
    "in an item": "- [ ] {}\n  {}",
    "in a table": "| {} | a |\n|---|---|\n| {} | {} |",
    "in code": "`{}`\n\n```\n{}\n```",
    "as an image": "![image]({})\n\n![{}](https://www.example.org/a.png)",
    "in a quotation": "> **{}**",
}


@pytest.mark.corpora
def test_no_payload_leaves_anything_forbidden_in_a_message_or_a_document() -> None:
    payloads = [json.loads(line)["payload"] for line in corpus("xss.jsonl").open()]
    assert len(payloads) > 50
    found, shown = [], 0
    for payload in payloads:
        placed = [place.replace("{}", payload) for place in PLACES.values()]
        texts = [(text, MESSAGE_LIMIT) for text in placed] + [(placed[0], DOCUMENT_LIMIT)]
        for text, limit in texts:
            try:
                html = render(text, limit=limit).html
            except TextRefused:
                assert "\0" in payload
                continue
            shown += 1
            found += [(text, each) for each in forbidden(html)]
    assert shown > 9 * len(payloads)
    assert found == []


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<p onclick='alert(1)'>a</p>",
        "<a href='javascript:alert(1)' rel='nofollow noopener'>a</a>",
        "<a href='https://example.org'>a</a>",
        "<p class='nhsuk-button'>a</p>",
        "<p id='a'>a</p>",
        "<svg><p>a</p></svg>",
        "<!-- a -->",
    ],
)
def test_the_list_that_guards_these_tests_does_find_what_is_forbidden(html: str) -> None:
    assert forbidden(html)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JAVASCRIPT://example.org/%0aalert(1)",
        "data:text/html,a",
        "//example.org",
        "/accounts/logout/",
        "ftp://example.org",
        "https:/example.org",
        "mailto:nobody",
    ],
)
def test_an_address_that_is_not_on_the_web_stays_as_typed(address: str) -> None:
    assert render(f"[see]({address})").html == f"<p>[see]({address})</p>"


def test_an_image_is_never_loaded_but_can_be_followed() -> None:
    html = render("![ward map](https://www.example.org/map.png)").html
    assert "<img" not in html
    assert '<a href="https://www.example.org/map.png" rel="nofollow noopener">ward map</a>' in html


def test_html_and_entities_are_shown_as_typed() -> None:
    html = render("<b>5 &lt; 6</b> & <!-- no -->", limit=DOCUMENT_LIMIT).html
    assert html == "<p>&lt;b&gt;5 &amp;lt; 6&lt;/b&gt; &amp; &lt;!-- no --&gt;</p>"
