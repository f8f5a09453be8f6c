from django.apps import AppConfig
from django.db.models import Q


class DiscussionsConfig(AppConfig):
    name = "discussions"
    label = "discussions"

    def ready(self) -> None:
        from collab.base.access.subjects import register
        from collab.base.files.hosts import carries_files
        from collab.base.forgetting.jobs import blanks
        from collab.base.forgetting.leaving import tells_about_somebody, when_somebody_leaves
        from collab.base.live.fragments import register_fragments
        from collab.base.markup.rerendering import register_rendered
        from collab.base.operations.taken_out import take_out_again
        from collab.base.security.log import Kind
        from networks.opening import Opened, opens_after_screening

        from . import events, policies
        from .actions import rendered
        from .actions.changing import files_changed
        from .actions.purging import (
            TAKEN_OUT,
            blank_old_messages,
            blank_old_titles,
            purge_message_again,
        )
        from .actions.writing import rendered_again
        from .live import fragments
        from .models import Message, Revision, Thread
        from .own import MENTIONS, MESSAGES, THREADS, forget_how_it_looked, forget_mentions
        from .passages import passages

        blanks("discussions.Message", blank_old_messages, done=~Q(purged_for=""))
        blanks("discussions.Thread", blank_old_titles, done=Q(title=TAKEN_OUT))
        take_out_again(Kind.PURGED, "message", purge_message_again)
        when_somebody_leaves(forget_how_it_looked)
        when_somebody_leaves(forget_mentions)
        tells_about_somebody(THREADS, MESSAGES, MENTIONS)

        register("thread", Thread)
        register("message", Message)
        how = Opened(passages, events.ThreadOpened, events.ThreadConfined)
        opens_after_screening(Thread, how)
        carries_files(
            "message",
            Message,
            shown=lambda person: Message.objects.visible_to(person).filter(removed_at=None),
            changed=files_changed,
        )
        register_fragments("message", fragments)
        register_rendered(Message, rendered_again)
        register_rendered(Revision, lambda kept: {"body_html": rendered(kept.body)["body_html"]})
