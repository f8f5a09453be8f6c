"""Whatever a client sends is understood or refused in words; nothing breaks on it."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collab.base.live.incoming import FRAME_LIMIT, Refused, WatchRequest, read_frame, read_watch

pytestmark = pytest.mark.same_everywhere  # it is read before anything else

GOOD = {"type": "watch", "stream": "s:0123456789AB", "after": 0}


def refusal_of(text: str | None) -> str:
    with pytest.raises(Refused) as refused:
        read_watch(read_frame(text))
    assert refused.value.says.endswith(".")
    return refused.value.code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (None, "not_text"),
        ("", "not_json"),
        ("watch", "not_json"),
        ("{", "not_json"),
        ("NaN", "not_json"),
        ('{"after": NaN}', "not_json"),
        ('{"after": -Infinity}', "not_json"),
        ("[" * 16_000, "not_json"),
        ('{"a":' * 3_000 + "1" + "}" * 3_000, "too_long"),
        ('{"a":' * 2_000 + "1" + "}" * 2_000, "not_json"),
        ("9" * 16_000, "not_json"),
        ("[]", "not_object"),
        ("1", "not_object"),
        ("null", "not_object"),
        ('"watch"', "not_object"),
        (" " * (FRAME_LIMIT + 1), "too_long"),
        ("é" * (FRAME_LIMIT // 2 + 1), "too_long"),
    ],
)
def test_what_is_no_frame_is_refused(text: str | None, code: str) -> None:
    assert refusal_of(text) == code


@pytest.mark.parametrize(
    "change",
    [
        {"stream": None},
        {"stream": 7},
        {"stream": ["s:0123456789AB"]},
        {"stream": "s"},
        {"stream": "s:"},
        {"stream": "s:0123456789AB\n"},
        {"stream": "s:'; DROP TABLE"},
        {"stream": "s:\x00"},
        {"stream": "s:" + "A" * 33},
        {"after": None},
        {"after": "0"},
        {"after": -1},
        {"after": 1.0},
        {"after": True},
        {"after": 2**53},
        {"after": {}},
        {"epoch": 1},
        {"epoch": ""},
        {"epoch": "\ud800"},
        {"focus": ""},
        {"focus": "thread"},
        {"focus": {"thread": 1}},
    ],
)
def test_a_watch_with_a_field_that_is_wrong_is_refused(change: dict) -> None:
    assert refusal_of(json.dumps(GOOD | change)) == "bad_field"


@pytest.mark.parametrize("field", ["stream", "after"])
def test_a_watch_with_a_field_missing_is_refused_by_its_name(field: str) -> None:
    frame = {name: value for name, value in GOOD.items() if name != field}
    with pytest.raises(Refused, match=f"“{field}”"):
        read_watch(read_frame(json.dumps(frame)))


def test_a_good_watch_is_understood() -> None:
    text = json.dumps(GOOD | {"epoch": "0123456789AB", "after": 41, "focus": "thread:XY"})
    assert read_watch(read_frame(text)) == WatchRequest(
        "s:0123456789AB", "0123456789AB", 41, "thread:XY"
    )


@given(st.text(max_size=200) | st.none())
def test_no_text_does_more_than_be_refused(text: str | None) -> None:
    with suppress(Refused):
        read_watch(read_frame(text))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)


@given(
    st.fixed_dictionaries(
        {"type": st.just("watch")},
        optional={
            "stream": JSON,
            "after": JSON,
            "epoch": JSON,
            "focus": JSON,
        },
    )
)
def test_no_json_does_more_than_be_refused(frame: dict) -> None:
    with suppress(Refused):
        read_watch(read_frame(json.dumps(frame)))
