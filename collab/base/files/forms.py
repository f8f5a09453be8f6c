"""The part of a form in which somebody chooses files for what they write.

A file that is taken is kept at once, for its sender alone, and stands in the form that comes back:
nobody chooses it twice because something else was wrong. One that may identify a patient is kept
only once its sender has stated that it identifies nobody, and chosen it again.
"""

import re
from typing import Any, NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from collab.base.access.uid import UidConverter
from collab.base.security.confirming import digest, is_stated, offer
from collab.base.security.screening import screen
from collab.base.ui.forms import ScreenedForm

from .actions import keep_file
from .attaching import AT_ONCE, Chosen
from .checking import FileRefused, MayIdentify
from .kinds import ACCEPTED
from .models import LONGEST_DESCRIPTION, File


class Row(NamedTuple):
    """A file in a form, and whether it will be attached."""

    file: File
    description: str
    ticked: bool


class Attaching:
    """The files of one form. ``rows`` are those that wait, ``errors`` what is wrong with others,
    ``refused`` which of those sent these are, ``offers`` what may be stated to identify nobody, and
    ``again`` of which of those sent."""

    limit = AT_ONCE
    accepted = ACCEPTED

    def __init__(self, data: Any, uploads: Any, *, by: Any, space: Any) -> None:
        self.data, self.by, self.space = QueryDict(mutable=True), by, space
        self.data.update(data)
        self.uploads: list[UploadedFile] = uploads.getlist("files") if uploads else []
        self.rows: list[Row] = []
        self.errors: list[str] = []
        self.offers: list[str] = []
        self.refused: list[int] = []
        self.again: list[int] = []

    @property
    def shown(self) -> list[Row]:
        """Those that still wait: a form that comes back offers no file that was attached."""
        return [row for row in self.rows if not row.file.subject]

    @property
    def chosen(self) -> list[Chosen]:
        return [Chosen(row.file, row.description) for row in self.rows if row.ticked]

    @property
    def is_open(self) -> bool:
        return bool(self.shown or self.errors)

    def take(self) -> None:
        """Read what was sent: which files still wait, and what is new."""
        self.rows = list(self._waiting())
        if len(self.chosen) + len(self.uploads) > AT_ONCE:
            self.errors.append(_("Attach %(most)d files at most") % {"most": AT_ONCE})
            self.refused = list(range(len(self.uploads)))
            return
        for place, upload in enumerate(self.uploads):
            try:
                file = keep_file(
                    by=self.by, space=self.space, upload=upload, stated=self._is_stated
                )
                self.rows.append(Row(file, self._description("new", file), ticked=True))
            except FileRefused as refused:
                self.errors.append(str(refused))
                self.refused.append(place)
            except MayIdentify as asked:
                self.errors.append(asked.says)
                self.offers.append(offer(asked.said))
                self.refused.append(place)
                self.again.append(place)
        if self.again:
            self.errors.append(_("Choose another file, or tick the box and choose it again."))
        self._screen_descriptions()

    def _waiting(self) -> Any:
        sent = self.data.getlist("waiting")[: 4 * AT_ONCE]
        uids = [uid for uid in sent if re.fullmatch(UidConverter.regex, uid)]
        if not uids:
            return
        ticked = set(self.data.getlist("attach"))
        waiting = Q(pk__in=File.objects.waiting(self.by).values("pk"))
        attached = Q(by=self.by, uid__in=ticked) & ~Q(subject="")  # by this very form, sent again
        for file in File.objects.filter(waiting | attached, uid__in=uids).order_by("at"):
            yield Row(file, self._description(file.uid, file), file.uid in ticked)

    def _description(self, which: str, file: File) -> str:
        said = self.data.get(f"describe-{which}", "") if file.is_picture else ""
        return " ".join(said.replace("\0", "").split())[:LONGEST_DESCRIPTION]

    def _screen_descriptions(self) -> None:
        for row in self.rows:
            findings = screen(row.description)
            said = digest("description", {row.file.uid: row.description})
            if not findings or self._is_stated(said):
                continue
            for each in findings:
                found = row.description[each.start : each.end]
                says = _("“%(found)s” looks like %(kind)s. Take it out, or tick the box")
                self.errors.append(says % {"found": found, "kind": each.says})
            self.offers.append(offer(said))

    def _is_stated(self, said: str) -> bool:
        if not self.data.get("files_identify_nobody"):
            return False
        return any(is_stated(each, said) for each in self.data.getlist("files_screened"))


class AttachingForm(ScreenedForm):
    """A form to which files can be attached; ``cleaned_data["files"]`` are those chosen.

    The form is shown together with ``files/_choose.html``, and sent as multipart.
    """

    def __init__(
        self, data: Any = None, files: Any = None, *, person: Any, space: Any, **kwargs: Any
    ) -> None:
        sent = None if data is None else files  # a request that sends nothing has no files either
        super().__init__(data, sent, person=person, space=space, **kwargs)
        self.attaching = Attaching(self.data, self.files, by=person, space=space)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.attaching.take()
        cleaned["files"] = self.attaching.chosen
        for error in self.attaching.errors:
            self.add_error(None, error)
        return cleaned
