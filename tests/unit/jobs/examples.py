"""Jobs for the tests of jobs. They note in files what they did: a child process can do it too."""

import os
import time
from datetime import timedelta
from pathlib import Path

from collab.base.jobs.declaring import Job, TryAgain, every, job


@job
def note(*, folder: str, text: str) -> None:
    with (Path(folder) / "noted").open("a") as notes:
        notes.write(f"{text}\n")


@job
def nothing() -> None: ...


@job(attempts=3)
def stumble(*, secret: str) -> None:
    raise ValueError(f"the text is {secret}")


@job
def not_yet(*, minutes: int) -> None:
    raise TryAgain(timedelta(minutes=minutes))


@job(heavy=True, seconds=30)
def note_who_works(*, folder: str) -> None:
    print("not an answer")
    (Path(folder) / "noted").write_text(str(os.getpid()))


@job(heavy=True, attempts=1)
def swallow_memory(*, megabytes: int) -> None:
    bytearray(megabytes * 1024 * 1024)


@job(heavy=True, attempts=1)
def die(*, code: int) -> None:
    os._exit(code)


@job(heavy=True, attempts=1)
def hang(*, folder: str) -> None:
    (Path(folder) / "noted").write_text(str(os.getpid()))
    time.sleep(600)


def noted(folder: Path) -> list[str]:
    path = folder / "noted"
    return path.read_text().split() if path.exists() else []


def made_periodic(job: Job, period: timedelta) -> Job:
    return every(period)(job)


@job
def work_for(*, folder: str, name: str, seconds: float) -> None:
    """Note the beginning and the end, each in one write, which no other process splits."""
    _append(folder, f"{name}:begins")
    time.sleep(seconds)
    _append(folder, f"{name}:ends")


def _append(folder: str, line: str) -> None:
    notes = os.open(Path(folder) / "noted", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(notes, f"{line}\n".encode())
    os.close(notes)
