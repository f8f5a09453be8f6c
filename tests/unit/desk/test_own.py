"""Everything that is done at a desk has words in the copy of what is kept about somebody."""

from collab.desk.own import DID
from tests.unit.desk.test_steps import EVERYTHING


def test_each_step_has_words() -> None:
    assert {" ".join(each) for each in EVERYTHING} | {
        "affiliation remind",
        "invitation again",
    } == DID.keys()
