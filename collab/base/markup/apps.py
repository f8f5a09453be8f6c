from django.apps import AppConfig


class MarkupConfig(AppConfig):
    name = "collab.base.markup"
    label = "markup"
