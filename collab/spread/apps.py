from django.apps import AppConfig


class SpreadConfig(AppConfig):
    name = "collab.spread"
    label = "spread"

    def ready(self) -> None:
        from . import jobs, policies
