from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from collab.base.security.retention import Record, Retention


class Tag(models.Model):
    """A word by which fellows are found."""

    name = models.CharField(max_length=60)
    slug = models.SlugField(max_length=60, unique=True, allow_unicode=True)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Method(Tag):
    """A way of improving care that fellows know, such as run charts."""

    retention = Retention(record=Record.SYSTEM, written=("name",), codes=("slug",))


class Topic(Tag):
    """What fellows have improved, such as falls."""

    retention = Retention(record=Record.SYSTEM, written=("name",), codes=("slug",))


class Expertise(models.Model):
    """What a fellow can help others with, in their own words. Nobody has said anything yet in
    version 0."""

    retention = Retention(
        record=Record.STAFF,
        with_="person",
        held_through={"person": "person__uid"},
        written=("about",),
    )

    person = models.OneToOneField("accounts.Person", models.PROTECT)
    about = models.TextField(_("About you"), max_length=500, blank=True)
    methods = models.ManyToManyField(Method)
    topics = models.ManyToManyField(Topic)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.person)


def expertise_of(person: Any) -> Expertise | None:
    """What a fellow has described, with methods and topics at hand."""
    rows = Expertise.objects.prefetch_related("methods", "topics")
    return rows.filter(person=person).first()
