"""The process that reads what somebody sent."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from collab.base.files.checking import checked, look_inside
from tests.files import pdf, picture, sent, word

TELLS = """
import json, os
print(json.dumps(dict(os.environ)))
"""


def test_it_is_told_no_secret(
    tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "collab/base/files/inside"
    inside.mkdir(parents=True)
    (inside / "texts.py").write_text(TELLS)
    settings.BASE_DIR = tmp_path
    monkeypatch.setenv("SECRET_KEY", "Xylophagous")
    told = look_inside("texts", "txt", tmp_path / "source", tmp_path / "target")
    assert "PATH" in told
    assert set(told) <= {"PATH", "LANG", "LC_CTYPE"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ward.jpg", picture("JPEG")),
        ("checks.pdf", pdf()),
        ("checks.docx", word()),
        ("checks.txt", b"Bed at its lowest"),
    ],
)
def test_it_needs_no_more_to_read_them(name: str, content: bytes) -> None:
    with checked(sent(name, content)) as taken:
        assert taken.name == name
