"""How a module of this package is run: `python -m collab.base.files.inside.MODULE KIND SOURCE
TARGET` looks at one file and says in JSON what it found."""

import json
import os
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from .refusing import Refused

MEMORY = 1_000_000_000  # bytes
CPU_SECONDS = 20
WRITES = 100_000_000  # bytes

Look = Callable[[str, Path, Path], dict[str, Any]]


def run(look: Look) -> None:
    """Let a function look, within limits, and answer with what it gives or why it refuses.

    Args:
        look: gets the kind as the first bytes tell it, the file, and where a picture is written.
    """
    os.nice(5)
    with suppress(ValueError, OSError):  # macOS knows not all of them
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITES, WRITES))
    with os.fdopen(os.dup(1), "w") as answer:
        os.dup2(2, 1)  # what a library prints is no answer
        kind, source, target = sys.argv[1:]
        try:
            outcome = look(kind, Path(source), Path(target))
        except Refused as refused:
            outcome = {"refused": refused.why}
        answer.write(json.dumps(outcome))
