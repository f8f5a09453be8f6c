from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "collab.base.live"
    label = "live"

    def ready(self) -> None:
        from collab.base.access.models import tell_of_changed_access

        from .poke import poke_access

        tell_of_changed_access(poke_access)
