from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "collab.base.accounts"
    label = "accounts"

    def ready(self) -> None:
        from . import policies
