from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "collab.base.accounts"
    label = "accounts"
