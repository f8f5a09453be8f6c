from django.apps import AppConfig
from django.db.models import Q


class InterventionsConfig(AppConfig):
    name = "collab.interventions"
    label = "interventions"

    def ready(self) -> None:
        from collab.base.access.subjects import register
        from collab.base.files.hosts import carries_files
        from collab.base.forgetting.jobs import blanks
        from collab.base.forgetting.leaving import tells_about_somebody
        from collab.base.markup.rerendering import register_rendered
        from collab.base.operations.taken_out import take_out_again
        from collab.base.security.log import Kind
        from networks.opening import Opened, opens_after_screening

        from . import events, policies
        from .actions.purging import (
            blank_old_interventions,
            blank_old_versions,
            purge_intervention_again,
        )
        from .actions.removing import files_changed
        from .drafts import rendered
        from .models import Intervention, Version
        from .own import INTERVENTIONS, VERSIONS
        from .passages import passages

        blanks("interventions.Intervention", blank_old_interventions, done=~Q(purged_for=""))
        blanks("interventions.Version", blank_old_versions, done=~Q(purged_for=""))
        take_out_again(Kind.PURGED, "intervention", purge_intervention_again)
        tells_about_somebody(INTERVENTIONS, VERSIONS)

        register("intervention", Intervention)
        how = Opened(passages, events.InterventionOpened, events.InterventionConfined)
        opens_after_screening(Intervention, how)
        carries_files(
            "intervention",
            Intervention,
            shown=Intervention.objects.visible_to,
            changed=files_changed,
        )
        for model in (Intervention, Version):
            register_rendered(model, lambda row: rendered(row.body))
