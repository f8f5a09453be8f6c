from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "collab.base.accounts"
    label = "accounts"

    def ready(self) -> None:
        from collab.base.operations.archive import after_restore

        from . import policies
        from .sessions import sign_everyone_out

        after_restore(sign_everyone_out)
