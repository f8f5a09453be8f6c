"""A text that nobody else uses, put wherever people write."""

from dataclasses import replace

from collab.base.drafts.actions import keep_draft
from collab.base.mail.kinds import KINDS, MailKind
from collab.base.mail.outbox import queue_mail
from collab.interventions.actions import remove_intervention, save_version, share_intervention
from collab.interventions.drafts import Draft
from discussions.actions import edit_message, post_message, remove_message, start_thread
from discussions.models import Message
from tests.files import attached
from tests.unit.access.scene import draft
from tests.world import World

CANARY = "Xylophagous"


def put_everywhere(world: World) -> None:
    """Posted, edited, quoted, removed with a reason, drafted and mailed."""
    said = {"by": world.amina, "for_organisation": world.severnside}
    thread = start_thread(**said, space=world.falls, title="Checks", text=f"{CANARY} in bed 4")
    first = Message.objects.get(thread=thread, n=1)
    post_message(
        by=world.ben,
        for_organisation=world.kingsholm,
        thread=thread,
        text=f"So {CANARY} fell again",
        quotes=first,
    )
    attached(
        first.ref,
        by=world.amina,
        name=f"{CANARY}.txt",
        content=f"{CANARY} fell".encode(),
        description=f"{CANARY} in bed 4",
    )
    edit_message(**said, message=first, text=f"{CANARY} in bed 5", started_from=1)
    wrong = post_message(**said, thread=thread, text="Wrong ward")
    remove_message(by=world.amina, message=wrong, reason=f"It was {CANARY}")
    shared = share_intervention(**said, space=world.falls, content=named())
    attached(shared.ref, by=world.amina, name=f"{CANARY}.txt", content=f"{CANARY}!".encode())
    save_version(
        **said, intervention=shared, started_from=1, content=draft(), note=f"Without {CANARY}"
    )
    removed = share_intervention(**said, space=world.falls, content=named())
    remove_intervention(by=world.amina, intervention=removed, reason=f"It named {CANARY}")
    keep_draft(by=world.amina, place=f"/m/{first.uid}/edit", fields={"text": f"{CANARY} again"})
    KINDS.setdefault("told", MailKind(name="told", send_again=False))
    about = str(first.ref)
    queue_mail(kind=KINDS["told"], to="a@b.example", subject=CANARY, text=CANARY, about=about)


def named() -> Draft:
    texts = {name: f"{CANARY} of {name}" for name in ("title", "summary", "setting", "problem")}
    return replace(draft(body=f"## Before\n\n- [ ] {CANARY} has the bell\n"), **texts)
