from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "collab.base.ui"
    label = "ui"
