from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from collab.base.access.permissions import NotPermitted, authorise
from collab.base.access.versions import Stale
from collab.base.accounts.models import Person
from networks.models import Fellowship

from .models import Expertise, Method, Topic
from .policies import DESCRIBE_EXPERTISE


@transaction.atomic
def describe_expertise(
    *,
    by: Person,
    about: str = "",
    methods: Iterable[str] = (),
    topics: Iterable[str] = (),
    started_from: int | None = None,
) -> Expertise:
    """Say what one can help others with, as a fellow.

    Args:
        about: up to 500 characters.
        methods: their names; those that differ only in spelling, such as "Run charts" and "run
            charts", are one.
        topics: likewise.
        started_from: the version that they changed; None to write over whichever there is.

    Raises:
        Stale: they have described it since, elsewhere.
        NotPermitted: they are no fellow.
    """
    fellowship = Fellowship.objects.current().filter(person=by).first()
    if fellowship is None:
        raise NotPermitted(DESCRIBE_EXPERTISE)
    authorise(by, DESCRIBE_EXPERTISE, fellowship)
    Expertise.objects.get_or_create(person=by)
    expertise = Expertise.objects.select_for_update().get(person=by)
    if started_from not in (None, expertise.version):
        raise Stale(expertise)
    expertise.about, expertise.version = about, expertise.version + 1
    expertise.save(update_fields=["about", "version"])
    expertise.methods.set(_named(Method, methods))
    expertise.topics.set(_named(Topic, topics))
    return expertise


def _named(model: Any, names: Iterable[str]) -> list[Any]:
    """Rows of these names, made where there is none: in one order, so that two who bring the same
    new names wait for each other and never both."""
    by_slug = {slugify(name, allow_unicode=True): name for name in names}
    return [
        model.objects.get_or_create(slug=slug, defaults={"name": name})[0]
        for slug, name in sorted(by_slug.items())
    ]
