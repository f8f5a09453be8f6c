from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "networks"
    label = "networks"

    def ready(self) -> None:
        from collab.base.access.subjects import register
        from collab.base.accounts.addresses import when_an_address_goes
        from collab.base.accounts.second_factor import second_factor_is_for
        from collab.base.forgetting.leaving import (
            stands_in_the_way,
            tells_about_somebody,
            when_somebody_leaves,
        )
        from collab.base.live.source import register_source
        from collab.base.operations.archive import after_restore

        from . import domain_mails, events, jobs, live, mails, own, policies, roles, standing
        from .ledger import begin_new_lives
        from .models import (
            Affiliation,
            Collaborative,
            EmailDomain,
            JoinRequest,
            Organisation,
            Registration,
            Space,
        )

        tells_about_somebody(
            own.BELONGING, own.INVITATIONS, own.JOIN_REQUESTS, own.REGISTERED, own.READ
        )
        when_somebody_leaves(own.end_all)
        stands_in_the_way(own.last_of_their_kind)
        when_an_address_goes(own.end_what_rested_on_it)
        after_restore(begin_new_lives)
        register("affiliation", Affiliation)
        register("space", Space)
        register("organisation", Organisation)
        register("collaborative", Collaborative)
        register("joinrequest", JoinRequest)
        register("registration", Registration)
        register("emaildomain", EmailDomain)
        second_factor_is_for(standing.looking_after_others)
        register_source(live.LedgerSource())
