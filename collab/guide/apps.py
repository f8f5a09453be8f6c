from django.apps import AppConfig


class GuideConfig(AppConfig):
    name = "collab.guide"
    label = "guide"
