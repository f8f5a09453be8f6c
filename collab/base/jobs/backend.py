from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks.base import Task
from django_tasks_db.backend import DatabaseBackend, TaskResult

from .bells import bells


class Backend(DatabaseBackend):
    """Keeps jobs in the database as django-tasks-db does, inside the caller's transaction.

    ``run_after`` is always a moment: it is also the end of a lease (see ``leases``).
    """

    def enqueue(
        self, task: Task[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> TaskResult[..., Any]:
        if args:
            raise TypeError(f"{task.name} takes its arguments by name")
        result = super().enqueue(
            task if task.run_after else task.using(run_after=timezone.now()), args, kwargs
        )
        transaction.on_commit(bells[task.queue_name].set)
        return result
