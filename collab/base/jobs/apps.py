from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "collab.base.jobs"
    label = "jobs"

    def ready(self) -> None:
        from django.conf import settings

        from collab.base.operations.metrics import read_for_metrics
        from collab.base.operations.readiness import tell

        from . import alive, counting, jobs

        read_for_metrics(counting.readings)
        read_for_metrics(alive.readings)
        if not settings.WORKER_INSIDE:
            tell("worker", alive.worker_is_alive)
