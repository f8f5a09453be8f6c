"""The matrix is pinned as text: a change of access is read by people before it is made."""

from pathlib import Path

from collab.base.access.permissions import PERMISSIONS
from collab.guide.matrix import SECTIONS, as_text

PINNED = Path(__file__).parent / "matrix.txt"


def test_who_can_do_what_is_what_was_agreed() -> None:
    assert as_text() == PINNED.read_text(), f"if the change is meant, write it into {PINNED.name}"


def test_no_permission_is_left_out_of_the_matrix() -> None:
    assert len(PERMISSIONS) > 10
    assert {each.about for each in PERMISSIONS.values()} == set(SECTIONS)
