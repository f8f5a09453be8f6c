"""Somebody with a browser, as a journey speaks of them."""

import re
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Locator, Page, WebSocket, expect

from tests.journeys import axe
from tests.journeys.story import CHECKLIST, PASSWORD

SCREENS = Path(__file__).resolve().parent.parent.parent / "docs/screens"
WIDE, NARROW = (1280, 900), (390, 844)
SPACES: dict[tuple[str, str], str] = {}
"""By where the product is and their name, the addresses of spaces that somebody has been led to."""
Words = str | re.Pattern[str]


class Visitor:
    """A person at a page. What they do is what a person can do; what they see is on the page.

    Args:
        page: their browser's page.
        address: where the product is.
        javascript: whether their browser runs scripts.
        keep_pictures: whether pictures are written to docs/screens.
    """

    def __init__(self, page: Page, address: str, *, javascript: bool, keep_pictures: bool) -> None:
        self.page = page
        self.javascript = javascript
        self.address = address
        self.keep_pictures = keep_pictures
        self.complaints: list[str] = []
        self.sockets: list[WebSocket] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("websocket", lambda socket: self.sockets.append(socket))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.text} ({self.page.url})")

    def forgives(self, complaint: str) -> None:
        """The browser complained of something that this journey brought about."""
        self.complaints[:] = [each for each in self.complaints if not re.search(complaint, each)]

    def has_no_complaint(self) -> None:
        """Of what they met so far; each is told once."""
        told, self.complaints[:] = self.complaints.copy(), []
        assert not told, told

    # Going

    def in_another_tab(self) -> "Visitor":
        """The same person in the same browser, on a second page."""
        other = Visitor(
            self.page.context.new_page(),
            self.address,
            javascript=self.javascript,
            keep_pictures=self.keep_pictures,
        )
        other.complaints = self.complaints
        return other

    def goes_to(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.address + path)

    def goes_to_what_is_missing(self, path: str) -> None:
        """The page that says so gives no hint whether something is there for others."""
        self.goes_to(path)
        self.is_at("Page not found")
        self.forgives("status of 404")

    def signs_in(self, email: str, password: str = PASSWORD) -> None:
        self.goes_to("/accounts/login/")
        self.fills("Email address", email)
        self.fills("Password", password)
        self.clicks("Sign in", "button")
        expect(self.page.get_by_role("heading", level=1)).not_to_have_text("Sign in")

    def opens_space(self, name: str) -> None:
        """The first to open it finds it among their spaces, the others have its address."""
        if (self.address, name) in SPACES:
            self.goes_to(SPACES[self.address, name])
            self.is_at(name)
        else:
            self.finds_space(name)
            SPACES[self.address, name] = self.page.url

    def finds_space(self, name: str) -> None:
        self.goes_to("/spaces")
        self.clicks(name)
        self.is_at(name)

    def opens_discussion(self, title: str, *, space: str) -> None:
        self.opens_space(space)
        self.clicks("Discussions")
        self.page.wait_for_url(re.compile("/discussions$"))
        while not self.page.get_by_role("main").get_by_role("link", name=title).count():
            with self.page.expect_navigation():  # other journeys have started many since
                self.page.locator(".app-earlier a").click()
        self.clicks(title)
        self.is_at(title)

    # Doing

    def clicks(self, name: Words, role: str = "link") -> None:
        self.page.get_by_role("main").get_by_role(role, name=name).first.click()  # type: ignore[arg-type]

    def fills(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def ticks(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).check()

    def fills_in_an_intervention(self, title: str, body: str = CHECKLIST) -> None:
        self.fills("Title", title)
        self.page.get_by_label("Kind", exact=True).select_option(label="Checklist")
        self.fills("Summary", "Four checks that two night staff can do for a whole ward.")
        self.fills("Text", body)
        self.fills("Setting", "Adult wards at night")
        self.fills("Problem", "Falls on the way to the toilet")
        self.ticks("Tested")

    def shares(self, title: str, *, space: str) -> None:
        self.opens_space(space)
        self.clicks("Share intervention", "button")
        self.fills_in_an_intervention(title)
        self.clicks("Share intervention", "button")
        self.is_at(title)

    def starts_a_discussion(self, title: str, text: str, *, space: str) -> None:
        self.opens_space(space)
        self.clicks("Start discussion")
        self.fills("Title", title)
        self.fills("First message", text)
        self.clicks("Start discussion", "button")
        self.is_at(title)

    def types(self, text: str) -> None:
        """Write in the composer, without sending."""
        self.composer.fill(text)

    def writes(self, text: str) -> None:
        self.types(text)
        self.page.get_by_role("button", name="Send", exact=True).click()

    def loses_the_network(self) -> None:
        self.page.context.set_offline(True)

    def finds_the_network(self) -> None:
        self.page.context.set_offline(False)
        self.forgives("net::ERR_INTERNET_DISCONNECTED")

    # Seeing

    @property
    def composer(self) -> Locator:
        return self.page.get_by_label("Message", exact=True)

    @property
    def connection(self) -> Locator:
        return self.page.locator("[data-connection]")

    def message(self, text: Words) -> Locator:
        """The messages of the page that contain this."""
        return self.page.locator(".app-msg").filter(has_text=text)

    def is_at(self, title: Words) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)

    def sees(self, text: Words) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def does_not_see(self, text: Words) -> None:
        expect(self.page.get_by_text(text)).to_have_count(0)

    def sees_message(self, text: Words) -> None:
        """It is there, and there once."""
        expect(self.message(text)).to_have_count(1)
        expect(self.message(text)).to_be_visible()

    def has_sent(self, text: Words) -> None:
        """Their message is there once, with the number in the discussion that the server gave."""
        self.sees_message(text)
        expect(self.message(text)).to_have_attribute("data-n", re.compile(r"\d+"))

    def is_live(self) -> None:
        self.reads_of_the_connection("Live")

    def reads_of_the_connection(self, word: str) -> None:
        expect(self.connection.get_by_text(word)).to_be_visible()

    def meets_a_page_that_everyone_can_use(self) -> None:
        """axe finds nothing to mend, and nothing scrolls sideways.

        Looked at only with script: a browser without it cannot run axe either. A page is judged
        once its styles are there; that it is the page meant, the journey has seen before.
        """
        if not self.javascript:
            return
        self.page.wait_for_load_state("load")
        found = axe.look_at(self.page)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
        self.needs_no_scrolling_sideways()

    def meets_a_page_for_every_screen(self) -> None:
        """As above, on the screen that they do not have as well."""
        own = self.page.viewport_size
        assert own
        for width, height in (WIDE, NARROW):
            self.page.set_viewport_size({"width": width, "height": height})
            self.meets_a_page_that_everyone_can_use()
        self.page.set_viewport_size(own)

    def needs_no_scrolling_sideways(self) -> None:
        root = "document.documentElement"
        overflow = self.page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
        assert overflow <= 0, f"{self.page.url} is {overflow}px too wide"

    def takes_a_picture(self, name: str) -> None:
        if self.keep_pictures:
            SCREENS.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=SCREENS / f"{name}.png")
