from django.apps import AppConfig


class InterventionsConfig(AppConfig):
    name = "collab.interventions"
    label = "interventions"

    def ready(self) -> None:
        from collab.base.access.subjects import register

        from . import events, policies  # noqa: F401
        from .models import Intervention

        register("intervention", Intervention)
