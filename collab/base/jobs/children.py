"""A heavy job in a process of its own, which may be ended or die without harm to this one."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import IO, Any, cast

from django.conf import settings

from .declaring import TryAgain

LOOK_SECONDS = 0.1


class ChildFailed(Exception):
    """The job raised an error in its child process, or the child came to no end of its own.

    Args:
        kind: the kind of error, or what became of the child; it holds no text of anybody's.
        code_lines: where the error arose.
    """

    def __init__(self, kind: str, code_lines: str = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.code_lines = code_lines


class GivenUp(Exception):
    """The child was ended because its worker may not, or should not, go on with the job."""


def run_in_child(
    path: str, kwargs: dict[str, Any], *, seconds: float, lost: Callable[[], bool]
) -> None:
    """Run a job in a child process and wait for it.

    The child ends with this process, however that ends: it reads from a pipe that closes then.

    Args:
        path: the job's module and name.
        kwargs: its arguments.
        seconds: after this long the child is ended.
        lost: asked again and again; once it says so, the child is ended.

    Raises:
        TryAgain: the job said so.
        ChildFailed: the job failed or took too long, or its process died.
        GivenUp: ``lost`` said so.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "collab.base.jobs.child"],
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    request, answers = cast(IO[str], process.stdin), cast(IO[str], process.stdout)
    try:
        with suppress(BrokenPipeError):
            request.write(json.dumps({"path": path, "kwargs": kwargs}) + "\n")
            request.flush()
        _wait(process, time.monotonic() + seconds, lost)
        answer = answers.read()
    finally:
        process.kill()
        process.wait()
        with suppress(BrokenPipeError):
            request.close()
        answers.close()
    if not answer:
        raise ChildFailed(f"the child ended with {process.returncode}")
    outcome = json.loads(answer)
    if "again_after" in outcome:
        raise TryAgain(timedelta(seconds=outcome["again_after"]))
    if "error" in outcome:
        raise ChildFailed(outcome["error"], outcome["code_lines"])


def _wait(process: "subprocess.Popen[str]", until: float, lost: Callable[[], bool]) -> None:
    while True:
        try:
            process.wait(LOOK_SECONDS)
        except subprocess.TimeoutExpired:
            if lost():
                raise GivenUp from None
            if time.monotonic() > until:
                raise ChildFailed("took too long") from None
        else:
            return
