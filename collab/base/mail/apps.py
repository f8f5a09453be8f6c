from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "collab.base.mail"
    label = "mail"

    def ready(self) -> None:
        from collab.base.operations.metrics import read_for_metrics

        from . import jobs
        from .counting import readings

        read_for_metrics(readings)
