from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "collab.notifications"
    label = "notifications"

    def ready(self) -> None:
        from collab.base.forgetting.leaving import tells_about_somebody, when_somebody_leaves
        from discussions.models import Message
        from networks.models import Affiliation

        from . import jobs, mails, own, policies
        from .models import people_are_told_of

        people_are_told_of(
            "message", lambda person: Message.objects.visible_to(person).filter(removed_at=None)
        )
        people_are_told_of("affiliation", Affiliation.objects.visible_to)
        tells_about_somebody(own.NOTICES)
        when_somebody_leaves(own.forget_notices)
