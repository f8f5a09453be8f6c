from django.apps import AppConfig


class InterventionsConfig(AppConfig):
    name = "collab.interventions"
    label = "interventions"
