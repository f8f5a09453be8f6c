from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "collab.base.drafts"
    label = "drafts"

    def ready(self) -> None:
        from collab.base.accounts.leaving import when_signing_out

        from . import policies
        from .actions import drop_drafts

        when_signing_out(drop_drafts)
