from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "collab.home"
    label = "home"

    def ready(self) -> None:
        from . import policies
