from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "collab.notifications"
    label = "notifications"

    def ready(self) -> None:
        from collab.base.forgetting.leaving import tells_about_somebody, when_somebody_leaves
        from discussions.models import Message
        from networks import decisions
        from networks.models import Affiliation, EmailDomain, JoinRequest, Registration

        from . import jobs, mails, own, policies
        from .mails import decided_of
        from .models import people_are_told_of

        people_are_told_of(
            "message", lambda person: Message.objects.visible_to(person).filter(removed_at=None)
        )
        for kind, model, says in (
            ("affiliation", Affiliation, decisions.on_affiliation),
            ("registration", Registration, decisions.on_registration),
            ("emaildomain", EmailDomain, decisions.on_domain),
            ("joinrequest", JoinRequest, decisions.on_join_request),
        ):
            people_are_told_of(kind, model.objects.visible_to)
            decided_of(kind, says)
        tells_about_somebody(own.NOTICES)
        when_somebody_leaves(own.forget_notices)
