"""What references are called: by name where the reader may see it, by their kind where not."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collab.base.access.subjects import MODELS, Ref, load
from collab.base.accounts.models import Person

BY_NAME = {
    "space": gettext_lazy("Space “%(name)s”"),
    "organisation": gettext_lazy("Organisation “%(name)s”"),
    "collaborative": gettext_lazy("Collaborative “%(name)s”"),
    "thread": gettext_lazy("Discussion “%(name)s”"),
    "message": gettext_lazy("Message in “%(name)s”"),
    "intervention": gettext_lazy("Intervention “%(name)s”"),
}
BY_KIND = {
    "space": gettext_lazy("A space"),
    "organisation": gettext_lazy("An organisation"),
    "collaborative": gettext_lazy("A collaborative"),
    "thread": gettext_lazy("A discussion"),
    "message": gettext_lazy("A message"),
    "intervention": gettext_lazy("An intervention"),
    "person": gettext_lazy("A person"),
    "profile": gettext_lazy("A person"),
    "file": gettext_lazy("A file"),
    "token": gettext_lazy("An access token"),
    "session": gettext_lazy("A session"),
    "invitation": gettext_lazy("An invitation"),
    "invitationbatch": gettext_lazy("Many invitations"),
    "registration": gettext_lazy("An organisation that was registered"),
    "affiliation": gettext_lazy("Somebody’s part in an organisation"),
    "emaildomain": gettext_lazy("An email domain"),
    "joinrequest": gettext_lazy("A request to join"),
    "removedintervention": gettext_lazy("An intervention that was removed"),
    "notice": gettext_lazy("Something that somebody was told of"),
    "step": gettext_lazy("Something done at a collaborative’s desk"),
    "legalhold": gettext_lazy("A legal hold"),
    "mail": gettext_lazy("A mail"),
    "security_log": gettext_lazy("The security log"),
}


@dataclass(frozen=True)
class Named:
    """Words, with the address of what they speak of if the reader may open it."""

    words: str
    href: str = ""

    def __str__(self) -> str:
        return self.words


def named(references: Iterable[str], reader: Any) -> dict[str, Named]:
    """Each reference in words, in one query for each kind.

    What is gone, or what the reader may not see, keeps its uid, by which it is found.

    Args:
        references: ``kind:uid`` each; those that are empty are left out.
        reader: who reads it.
    """
    refs = {each: Ref(*each.partition(":")[::2]) for each in references if each}
    uids = {ref.uid for ref in refs.values() if ref.kind == "person"}
    people = dict(Person.objects.filter(uid__in=uids).values_list("uid", "name"))
    things = load((ref for ref in refs.values() if ref.kind in MODELS), reader)
    return {each: _named(ref, things.get(ref), people) for each, ref in refs.items()}


def _named(ref: Ref, thing: Any, people: dict[str, str]) -> Named:
    if thing:
        words = BY_NAME.get(ref.kind, "%(name)s") % {"name": thing.title}
        return Named(words, thing.get_absolute_url())
    if ref.kind == "person" and ref.uid in people:
        return Named(people[ref.uid])
    kind = str(BY_KIND.get(ref.kind, ref.kind))
    return Named(_("%(kind)s (%(uid)s)") % {"kind": kind, "uid": ref.uid} if ref.uid else kind)
