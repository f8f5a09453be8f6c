"""docs/live.md names each frame, error and code that the server knows."""

import inspect
import re

from django.conf import settings

from collab.base.live import consumer, frames, hub, incoming

TEXT = (settings.BASE_DIR / "docs/live.md").read_text()


def test_every_frame_is_described() -> None:
    headings = set(re.findall(r"^### (\w+)$", TEXT, re.M))
    source = inspect.getsource(frames)
    said = set(re.findall(r'(?:encode|alone)\(\s*type="(\w+)"', source))
    assert len(said) >= 7
    assert headings == said | set(consumer.MESSAGES)


def test_every_error_is_described() -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", TEXT, re.M))
    source = "".join(map(inspect.getsource, (incoming, consumer, hub)))
    codes = set(re.findall(r'(?:Refused|frames\.error)\(\s*"(\w+)"', source))
    assert len(codes) >= 8
    assert codes <= told


def test_every_close_code_is_described() -> None:
    codes = {
        value
        for module in (consumer, hub)
        for value in vars(module).values()
        if isinstance(value, int) and 4000 <= value < 5000
    }
    assert len(codes) == 4
    assert {int(code) for code in re.findall(r"^\| (4[4-9]\d\d) \|", TEXT, re.M)} == codes


def test_every_example_is_json() -> None:
    examples = re.findall(r"```json\n(.*?)```", TEXT, re.S)
    assert len(examples) >= 10
    for example in examples:
        assert "type" in incoming.read_frame(example)
