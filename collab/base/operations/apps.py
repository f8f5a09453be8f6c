from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "collab.base.operations"
    label = "operations"

    def ready(self) -> None:
        from django.db import connection

        from collab.base.security.add_only import allow_only_adding

        from . import policies
        from .archive import after_restore

        after_restore(lambda: allow_only_adding(connection))
