from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "collab.base.live"
    label = "live"

    def ready(self) -> None:
        from collab.base.access.models import when_access_changes
        from collab.base.operations.metrics import read_for_metrics

        from . import policies
        from .hub import readings
        from .poke import poke_access

        when_access_changes(poke_access)
        read_for_metrics(readings)
