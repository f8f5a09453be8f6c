"""The child process of a heavy job: `python -m collab.base.jobs.child`, started by `children`.

It reads the job from its standard input and answers on its standard output how that ended.
"""

import json
import os
import resource
import sys
from contextlib import suppress
from threading import Thread
from typing import Any

import django
from django.conf import settings
from django.utils.module_loading import import_string

from collab.base.jobs.declaring import TryAgain
from collab.base.operations.errors import code_lines, kind_of

NICENESS = 10  # pages are served first


def main() -> None:
    request = json.loads(sys.stdin.readline())
    Thread(target=end_with_the_parent, daemon=True).start()
    with os.fdopen(os.dup(1), "w") as answer:
        os.dup2(2, 1)  # what the job prints is no answer
        limit()
        answer.write(json.dumps(outcome_of(**request)))
    sys.stderr.flush()
    os._exit(0)


def end_with_the_parent() -> None:
    sys.stdin.read()
    os._exit(1)


def limit() -> None:
    os.nice(NICENESS)
    memory = settings.JOBS_CHILD_MEMORY_MB * 1024 * 1024
    with suppress(ValueError, OSError):  # macOS knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def outcome_of(path: str, kwargs: dict[str, Any]) -> dict[str, Any]:
    try:
        import_string(path).call(**kwargs)
    except TryAgain as again:
        return {"again_after": again.after.total_seconds()}
    except BaseException as error:
        return {"error": kind_of(error), "code_lines": code_lines(error)}
    return {"done": True}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collab.settings")
    django.setup()
    main()
