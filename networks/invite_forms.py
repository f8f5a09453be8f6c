"""Forms by which people are invited: one, or many at once."""

import hashlib
import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collab.base.files.checking import FileRefused
from collab.base.files.tables import ACCEPTED_TABLES, rows_of
from collab.base.ui.forms import ScreenedForm
from collab.base.ui.keys import KeyField

from .actions.invitation_batches import MOST_ROWS
from .bulk.lines import Line, as_text, read
from .bulk.planning import Plan
from .models import Affiliation

LONGEST = 200_000


class InviteOneForm(ScreenedForm):
    """One address. A lead says to which organisation, too."""

    unscreened = ("key", "organisation")

    key = KeyField()
    to = forms.EmailField(
        label=gettext_lazy("Email address"),
        help_text=gettext_lazy("Their work address. They can accept with this address alone."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        help_text=gettext_lazy("Its ODS code, or its whole name. It must take part already."),
        max_length=200,
    )
    role = forms.ChoiceField(
        label=gettext_lazy("As"),
        choices=Affiliation.Kind.choices,
        initial=Affiliation.Kind.MEMBER,
    )

    def __init__(self, *args: Any, asks_where: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks_where:
            roles = [each for each in Affiliation.Kind.choices if each[0] != "administrator"]
            self.fields["role"].choices = roles  # type: ignore[attr-defined]  # a field of choices
        else:
            del self.fields["organisation"]

    def line(self) -> Line:
        said = self.cleaned_data
        return Line(1, said["to"], "", said.get("organisation", ""), said["role"])


class InviteManyForm(ScreenedForm):
    """Lines, written here or brought in a file. What a file says stands in the lines when the form
    comes back, where it can be mended."""

    unscreened = ("key", "rows", "seen")

    key = KeyField()
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    rows = forms.CharField(
        label=gettext_lazy("Whom to invite, one person a line"),
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
        max_length=LONGEST,
        required=False,
        strip=False,
    )
    file = forms.FileField(
        label=gettext_lazy("Or choose a file: CSV, or an Excel workbook (XLSX)"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED_TABLES, "class": "nhsuk-file-upload"}),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if upload := cleaned.get("file"):
            try:
                cleaned["rows"] = as_text(rows_of(upload))
                self.put("rows", cleaned["rows"])
            except FileRefused as refused:
                self.add_error("file", str(refused))
                return cleaned
        lines = read(cleaned.get("rows", ""))
        if len(lines) > MOST_ROWS:
            says = _(
                "%(count)d people are more than the %(most)d that are invited at once. Take some "
                "out, and invite them afterwards"
            )
            self.add_error("rows", says % {"count": len(lines), "most": MOST_ROWS})
        elif not lines and not self.errors:
            self.add_error("rows", _("Write whom to invite, or choose a file"))
        cleaned["lines"] = lines
        return cleaned

    def put(self, name: str, value: str) -> None:
        """What a field holds when the form comes back."""
        self.data = self.data.copy()
        self.data[name] = value


class SendAgainForm(ScreenedForm):
    """All invitations that have expired, by one button."""

    unscreened = ("key",)

    key = KeyField()


def seen_of(plan: Plan) -> str:
    """What tells one plan from another, so that nothing is sent but what was shown."""
    told = [
        (
            row.does,
            row.asks,
            row.wanted and (row.wanted.to, row.wanted.organisation.pk, row.wanted.role),
        )
        for row in plan.rows
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
