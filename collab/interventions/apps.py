from django.apps import AppConfig


class InterventionsConfig(AppConfig):
    name = "collab.interventions"
    label = "interventions"

    def ready(self) -> None:
        from collab.base.access.subjects import register
        from collab.base.markup.rerendering import register_rendered

        from . import events, policies
        from .drafts import rendered
        from .models import Intervention, Version

        register("intervention", Intervention)
        for model in (Intervention, Version):
            register_rendered(model, lambda row: rendered(row.body))
