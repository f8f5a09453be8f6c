from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "networks"
    label = "networks"

    def ready(self) -> None:
        from collab.base.access.subjects import register

        from . import events, live, policies, roles  # noqa: F401
        from .models import Affiliation, Space

        register("space", Space)
        register("affiliation", Affiliation)
