"""Somebody with a browser, as a journey speaks of them."""

import re
from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, expect

SCREENS = Path(__file__).resolve().parent.parent.parent / "docs/screens"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class Visitor:
    """A person at a page. What they do is what a person can do; what they see is on the page.

    Args:
        page: their browser's page.
        address: where the product is.
        keep_pictures: whether pictures are written to docs/screens.
    """

    def __init__(self, page: Page, address: str, *, keep_pictures: bool) -> None:
        self.page = page
        self.address = address
        self.keep_pictures = keep_pictures
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def goes_to(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.address + path)

    def signs_in(self, email: str, password: str) -> None:
        self.goes_to("/accounts/login/")
        self.page.get_by_label("Email address").fill(email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("main").get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", level=1)).not_to_have_text("Sign in")

    def clicks(self, name: str | re.Pattern[str], role: str = "link") -> None:
        self.page.get_by_role("main").get_by_role(role, name=name).first.click()  # type: ignore[arg-type]

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=10_000)

    def does_not_see(self, text: str) -> None:
        expect(self.page.get_by_text(text)).to_have_count(0)

    def waits_until(self, so: Callable[[], bool], *, seconds: float = 10) -> None:
        for _ in range(int(seconds * 20)):
            if so():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("it never came to that")

    def meets_a_page_that_everyone_can_use(self) -> None:
        """axe finds nothing to mend, and nothing scrolls sideways."""
        found = Axe().run(self.page, options=RULES)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
        overflow = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{self.page.url} is {overflow}px too wide"

    def takes_a_picture(self, name: str, *, whole: bool = True) -> None:
        if self.keep_pictures:
            SCREENS.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=SCREENS / f"{name}.png", full_page=whole)
