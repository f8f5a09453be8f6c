from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "networks"
    label = "networks"

    def ready(self) -> None:
        from collab.base.access.subjects import register
        from collab.base.live.source import register_source

        from . import events, live, policies, roles
        from .models import Space

        register("space", Space)
        register_source(live.LedgerSource())
