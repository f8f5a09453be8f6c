"""All that an intervention's readers read, passage by passage: each of its versions is read too."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from collab.base.files.attaching import files_of
from networks.opening import Passage, about_file

from .models import Intervention, Version

SAID = ("title", "summary", "setting", "problem", "body")


def passages(intervention: Intervention) -> Iterator[Passage]:
    """What it says and said, the notes of its versions, and the words of its files.

    What a former version says is mended by taking the former versions out.
    """
    edit = reverse("edit_intervention", args=[intervention.uid])
    purge = reverse("purge_former_versions", args=[intervention.uid])
    for version in intervention.versions.filter(purged_for="").order_by("-number"):
        current = version.number == intervention.number
        where = _("Version %(n)d, which is current") if current else _("Version %(n)d")
        yield from _said(version, where % {"n": version.number}, edit if current else purge)
    for file in files_of([intervention.ref])[str(intervention.ref)]:
        if not file.gone:
            yield about_file(file, _("The intervention"), intervention.get_absolute_url())


def _said(version: Version, where: str, href: str) -> Iterator[Passage]:
    for name in SAID:
        label = Version._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # a column
        says = _("%(where)s: %(what)s") % {"where": where, "what": str(label).lower()}
        yield Passage(f"{name} {version.number}", says, href, getattr(version, name))
    if version.note:
        says = _("%(where)s: what changed in it") % {"where": where}
        yield Passage(f"note {version.number}", says, href, version.note)
