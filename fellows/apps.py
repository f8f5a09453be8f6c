from django.apps import AppConfig


class FellowsConfig(AppConfig):
    name = "fellows"
    label = "fellows"

    def ready(self) -> None:
        from . import policies
