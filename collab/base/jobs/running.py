"""Running one job that was taken, and writing down what came of it."""

from collections.abc import Callable

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from . import leases
from .children import GivenUp, run_in_child
from .declaring import Job, TryAgain


def run(row: DBTaskResult, *, lost: Callable[[], bool], children: bool = True) -> None:
    """Run a job and write down how it ended. Never raises what the job raises.

    Args:
        row: the job, taken by this worker.
        lost: whether the job must be given up, because its lease was lost or the worker ends.
        children: whether a heavy job runs in a child process; otherwise here.
    """
    kwargs = row.args_kwargs["kwargs"]
    try:
        task = row.task
        if children and isinstance(task, Job) and task.heavy:
            run_in_child(row.task_path, kwargs, seconds=task.seconds, lost=lost)
        else:
            task.call(**kwargs)
    except TryAgain as again:
        leases.put_off(row, timezone.now() + again.after)
    except GivenUp:
        leases.put_off(row, timezone.now())
    except BaseException as error:
        leases.fail(row, error, timezone.now())
    else:
        leases.finish(row, timezone.now())
