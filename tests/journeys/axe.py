"""What not everyone can use of a page, as axe finds it."""

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # to list all that is well takes as long as to look for it
    "preload": {"assets": ["media"]},  # no rule of these reads the style sheets themselves
}
# For each piece of text axe reads the same few colours anew, which was a third of its time.
READ_EACH_COLOUR_ONCE = """() => {
  const Color = axe.commons.color.Color, known = new Map(), read = Color.prototype.parseString
  Color.prototype.parseString = function (text) {
    if (!known.has(text)) known.set(text, read.call(new Color(), text))
    const {r, g, b, alpha} = known.get(text)
    return Object.assign(this, {r, g, b, alpha})
  }
}
"""


def look_at(page: Page) -> AxeResults:
    """What axe finds to mend on a page as it is shown now.

    It comes to a page once, however often the page is looked at.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
        page.evaluate(READ_EACH_COLOUR_ONCE)
    found = "options => axe.run(options).then(({violations}) => ({violations}))"
    return AxeResults(page.evaluate(found, OPTIONS))
