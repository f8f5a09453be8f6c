"""A program of one's own: its token is made, works, and is revoked."""

import json
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Someone, with_and_without_script
from tests.journeys.story import AMINA, GRACE, PASSWORD


def ask(address: str, secret: str) -> dict:
    request = urllib.request.Request(  # noqa: S310
        f"{address}/api/v1/me", headers={"Authorization": f"Bearer {secret}"}
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return json.load(answer)


@with_and_without_script
def test_a_token_is_made_used_and_revoked(
    someone: Someone, screen: tuple[int, int], javascript: bool
) -> None:
    # Given somebody who wants a ward's screen to show what is new
    owner = someone(AMINA if javascript else GRACE, javascript=javascript)
    page = owner.page
    name = f"Screen of ward {screen[0]}"
    owner.goes_to("/me")
    owner.clicks("Access tokens")
    page.get_by_role("button", name="Make a token").click()

    # When they show that it is them, and forget to name it
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.get_by_role("button", name="Make token").click()

    # Then they are told, and make it
    owner.sees("Enter a name by which you will know it")
    owner.meets_a_page_that_everyone_can_use()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Follow spaces live").check()
    page.get_by_role("button", name="Make token").click()
    owner.meets_a_page_that_everyone_can_use()
    secret = page.locator("main pre").inner_text().strip()
    shown, within = page.locator("main pre").evaluate(
        "each => [each.scrollWidth, each.clientWidth]"
    )
    assert shown <= within, "it is seen whole"
    copy = page.get_by_role("button", name="Copy")
    if javascript:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        copy.click()
        expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == secret
    else:
        expect(copy).to_have_count(0)

    # And with it a program is them
    address = page.url.partition("/me")[0]
    assert ask(address, secret)["person"]["name"] in ("Amina Okafor", "Grace Lindqvist")

    # When they revoke it, it is nobody
    owner.clicks("I have copied it")
    row = page.get_by_role("listitem").filter(has_text=name)
    row.get_by_role("button", name="Revoke").click()
    owner.sees(f"“{name}” is revoked")
    expect(row).to_have_count(0)
    with pytest.raises(urllib.error.HTTPError, match="401"):
        ask(address, secret)
