"""A tab that stands behind others is not read."""

from tests.journeys.conftest import Someone, on_a_wide_screen
from tests.journeys.story import AMINA, FALLS

BEHIND = """
let behind = true
Object.defineProperty(document, "hidden", { get: () => behind })
addEventListener("test:comes-forward", () => {
  behind = false
  document.dispatchEvent(new Event("visibilitychange"))
})
"""


@on_a_wide_screen
def test_a_space_is_read_once_somebody_sees_it(someone: Someone) -> None:
    # Given Amina opens a space in a tab behind others
    amina = someone(AMINA)
    marks: list[str] = []
    amina.page.on("request", lambda sent: sent.url.endswith("/seen") and marks.append(sent.url))
    amina.page.add_init_script(BEHIND)
    amina.opens_space(FALLS)
    amina.is_live()

    # Then nothing of it counts as read until she looks at it
    assert marks == []
    with amina.page.expect_response("**/seen"):
        amina.page.evaluate("dispatchEvent(new Event('test:comes-forward'))")
    assert len(marks) == 1
