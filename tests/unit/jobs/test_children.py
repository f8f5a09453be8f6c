"""A heavy job runs in a process of its own: whatever it does, this one goes on."""

import os
from pathlib import Path
from signal import SIGKILL

import pytest

from collab.base.jobs.children import ChildFailed, GivenUp, run_in_child
from collab.base.jobs.declaring import Job, TryAgain
from tests.jobs import forked, until

from .examples import die, hang, not_yet, note_who_works, noted, stumble, swallow_memory


def run(job: Job, seconds: float = 60, lost=lambda: False, **kwargs: object) -> None:
    run_in_child(job.module_path, kwargs, seconds=seconds, lost=lost)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_is_another_process_and_what_it_prints_is_no_answer(tmp_path: Path) -> None:
    run(note_who_works, folder=str(tmp_path))
    assert noted(tmp_path) != [str(os.getpid())]


def test_an_error_in_it_is_told_without_what_it_says() -> None:
    with pytest.raises(ChildFailed) as error:
        run(stumble, secret="Rose Tyler")
    assert error.value.kind == "builtins.ValueError"
    assert "in stumble" in error.value.code_lines
    assert "Rose" not in str(error.value) + error.value.code_lines


def test_it_can_ask_to_be_tried_again() -> None:
    with pytest.raises(TryAgain) as again:
        run(not_yet, minutes=5)
    assert again.value.after.total_seconds() == 300


def test_it_may_take_only_so_much_memory() -> None:
    with pytest.raises(ChildFailed, match="MemoryError"):
        run(swallow_memory, megabytes=1500)


def test_it_may_die() -> None:
    with pytest.raises(ChildFailed, match="the child ended with 7"):
        run(die, code=7)


def test_it_may_take_only_so_long(tmp_path: Path) -> None:
    with pytest.raises(ChildFailed, match="took too long"):
        run(hang, seconds=2, folder=str(tmp_path))
    assert all(not is_alive(int(pid)) for pid in noted(tmp_path))


def test_it_is_given_up_when_the_lease_is_lost(tmp_path: Path) -> None:
    with pytest.raises(GivenUp):
        run(hang, folder=str(tmp_path), lost=lambda: bool(noted(tmp_path)))
    [pid] = noted(tmp_path)
    assert not is_alive(int(pid))


def test_it_ends_with_a_worker_that_is_killed(tmp_path: Path) -> None:
    """Otherwise the next worker would run the same job beside it."""
    worker = forked(lambda: run(hang, seconds=600, folder=str(tmp_path)))
    until(lambda: noted(tmp_path))
    [pid] = noted(tmp_path)
    os.kill(worker, SIGKILL)
    os.waitpid(worker, 0)
    until(lambda: not is_alive(int(pid)))
