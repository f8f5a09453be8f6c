"""Without a mouse: from the front page to a message, with the focus always in sight."""

import re

from playwright.sync_api import Locator, expect

from tests.journeys.conftest import Someone, on_a_wide_screen
from tests.journeys.people import Visitor
from tests.journeys.story import AMINA, BEN, FALLS, PASSWORD

FOCUS_YELLOW = "rgb(255, 235, 59)"
# What has the focus is marked by the design system's yellow, itself or the box or label around
# it, and nothing lies over it.
SEES_FOCUS = """yellow => {
  const focused = document.activeElement
  const around = [focused, focused.parentElement, focused.nextElementSibling].filter(Boolean)
  const marks = around.flatMap((each) =>
    [null, "::before"].map((part) => getComputedStyle(each, part)))
  const marked = marks.some((style) => (style.outlineStyle !== "none"
    ? [style.outlineColor] : []).concat(style.backgroundColor, style.boxShadow)
    .some((value) => value.includes(yellow)))
  const box = focused.getClientRects()[0]
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
  return marked && (focused.contains(top) || top.contains(focused))
}"""


class Keyboard:
    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    def tabs_to(self, wanted: Locator) -> None:
        """Press Tab until it has the focus, seeing on each stop where the focus is."""
        for _ in range(80):
            self.page.keyboard.press("Tab")
            assert self.page.evaluate(SEES_FOCUS, FOCUS_YELLOW), self._where()
            if wanted.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"Tab never came to {wanted}; it is at {self._where()}")

    def follows(self, name: str, role: str = "link", *, within: str = "main") -> None:
        place = self.page.get_by_role(within)  # type: ignore[arg-type]
        self.tabs_to(place.get_by_role(role, name=name).first)  # type: ignore[arg-type]
        self.page.keyboard.press("Enter")

    def types(self, label: str, text: str) -> None:
        self.tabs_to(self.page.get_by_label(label, exact=True))
        self.page.keyboard.type(text)

    def _where(self) -> str:
        return str(self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))


@on_a_wide_screen
def test_amina_signs_in_opens_a_discussion_and_writes_without_a_mouse(someone: Someone) -> None:
    amina = someone()
    keys = Keyboard(amina)
    title = "Which chair for the bay?"
    ben = someone(BEN)
    ben.starts_a_discussion(title, "Ours are too low.", space=FALLS)
    ben.is_live()

    # The first stop on the front page leads past the header
    amina.goes_to("/")
    amina.page.keyboard.press("Tab")
    skip = amina.page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    amina.page.keyboard.press("Enter")
    expect(amina.page.get_by_role("main")).to_be_focused()
    keys.tabs_to(amina.page.get_by_label("Find your hospital, practice or care home"))

    # Sign in
    amina.goes_to("/")
    keys.follows("Sign in", within="banner")
    amina.is_at("Sign in")
    keys.types("Email address", AMINA)
    keys.types("Password", PASSWORD)
    amina.page.keyboard.press("Enter")
    amina.is_at("Needs you")

    # Open the space and the discussion
    keys.follows("Spaces", within="banner")
    amina.is_at("Spaces")
    keys.follows(FALLS)
    amina.is_at(FALLS)
    keys.follows(title)
    amina.is_at(title)
    amina.is_live()

    # Write, and send with Ctrl+Enter
    keys.types("Message", "So are ours.")
    amina.page.keyboard.press("Enter")
    amina.page.keyboard.type("Since the new floor.")
    amina.page.keyboard.press("Control+Enter")
    ben.sees_message(re.compile(r"So are ours\..*Since the new floor\.", re.S))
    amina.sees_message("So are ours.")
    expect(amina.composer).to_be_focused()
    expect(amina.composer).to_have_value("")


@on_a_wide_screen
def test_what_is_new_is_shown_and_reached_without_a_mouse(someone: Someone) -> None:
    # Given Amina reads the space
    amina, ben = someone(AMINA), someone(BEN)
    keys = Keyboard(amina)
    amina.opens_space(FALLS)
    amina.is_live()

    # When Ben starts two discussions, she goes to the button that says so
    for title in ("Hip protectors at night?", "Who buys the slippers?"):
        ben.starts_a_discussion(title, "We do not agree.", space=FALLS)
    show = amina.page.get_by_role("link", name="Show 2 new things")
    expect(show).to_be_visible()
    keys.tabs_to(show)
    amina.page.keyboard.press("Enter")

    # Then the focus stands on the newest, and goes on to the next
    newest = amina.page.get_by_role("link", name="Who buys the slippers?")
    expect(newest).to_be_focused()
    amina.page.keyboard.press("Tab")
    expect(amina.page.get_by_role("link", name="Hip protectors at night?")).to_be_focused()
    amina.page.keyboard.press("Shift+Tab")
    amina.page.keyboard.press("Enter")
    amina.is_at("Who buys the slippers?")
