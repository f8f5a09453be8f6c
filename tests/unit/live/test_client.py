"""The client's own tests run in Node, which the build needs anyway."""

import subprocess
from pathlib import Path

TESTS = Path(__file__).parent / "client.test.mjs"


def test_the_client_keeps_to_the_protocol() -> None:
    run = subprocess.run(
        ["node", "--test", "--test-reporter=tap", TESTS], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout
    assert "# pass 20" in run.stdout
