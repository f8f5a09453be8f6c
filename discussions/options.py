"""What somebody can do about a message."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from collab.base.access.permissions import may
from collab.base.files.attaching import files_of
from collab.base.files.models import File
from collab.base.files.policies import REMOVE_FILE

from .models import Message
from .policies import EDIT_MESSAGE, POST_MESSAGE, PURGE_MESSAGE, REMOVE_MESSAGE, SEE_HISTORY


@dataclass(frozen=True)
class Options:
    """What one reader can do about one message. ``link`` is its whole address, to be copied;
    ``files`` are those that they can remove."""

    link: str
    quote: bool
    edit: bool
    history: bool
    remove: bool
    restore: bool
    purge: bool
    files: list[File]


def options_for(message: Message, person: Any) -> Options:
    files = [] if message.removed else files_of([message.ref])[str(message.ref)]
    return Options(
        link=settings.PUBLIC_BASE_URL + reverse("message", args=[message.uid]),
        quote=not message.removed and may(person, POST_MESSAGE, message),
        edit=not message.removed and may(person, EDIT_MESSAGE, message),
        history=message.has_history and may(person, SEE_HISTORY, message),
        remove=not message.removed and may(person, REMOVE_MESSAGE, message),
        restore=message.undone_by(person, timezone.now()),
        files=[each for each in files if not each.gone and may(person, REMOVE_FILE, each)],
        purge=not message.purged_for and may(person, PURGE_MESSAGE, message),
    )
