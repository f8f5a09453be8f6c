"""Forms about an organisation that the directory misses."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from collab.base.ui.forms import ScreenedForm
from collab.base.ui.keys import KeyField

from .actions.registering import Facts
from .alike import Sought
from .models import Collaborative, Organisation
from .names import NO_LETTERS, has_letters
from .postcodes import NO_POSTCODE, as_postcode

CODE = re.compile(r"[A-Z0-9]{3,10}")


def all_regions() -> list[Collaborative]:
    return list(Collaborative.objects.still_open().order_by("region"))


class FactsForm(ScreenedForm):
    """What is said of an organisation."""

    unscreened: ClassVar[tuple[str, ...]] = ("ods_code", "postcode")

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        error_messages={"required": _("Enter the organisation’s name")},
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("Choose one")), *Organisation.Kind.choices],
        error_messages={"required": _("Choose what kind of organisation it is")},
    )
    ods_code = forms.CharField(
        label=_("ODS code (optional)"),
        help_text=_("The NHS’s code for it, like L81002. It stands on letters and in NHS systems"),
        max_length=10,
        required=False,
    )
    town = forms.CharField(label=_("Town (optional)"), max_length=80, required=False)
    postcode = forms.CharField(
        label=_("Postcode (optional)"),
        help_text=_("Others find it by this"),
        max_length=10,
        required=False,
    )
    region = forms.TypedChoiceField(label=_("Region (optional)"), empty_value=None, required=False)

    def __init__(
        self, *args: Any, regions: Sequence[Collaborative] | None = None, **kwargs: Any
    ) -> None:
        """``regions`` are those to choose from, where a page with many forms has read them once."""
        super().__init__(*args, **kwargs)
        by_uid = {each.uid: each for each in (all_regions() if regions is None else regions)}
        region: Any = self.fields["region"]
        region.choices = [
            ("", _("I do not know")),
            *((uid, each.region) for uid, each in by_uid.items()),
        ]
        region.coerce = by_uid.get

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not has_letters(name):
            raise ValidationError(NO_LETTERS)
        return name

    def clean_ods_code(self) -> str:
        code = "".join(str(self.cleaned_data["ods_code"]).upper().split())
        if code and not CODE.fullmatch(code):
            raise ValidationError(_("An ODS code has 3 to 10 letters and digits, like L81002"))
        return code

    def clean_postcode(self) -> str:
        text = self.cleaned_data["postcode"]
        postcode = as_postcode(text) if text else ""
        if postcode is None:
            raise ValidationError(NO_POSTCODE)
        return postcode

    def facts(self) -> Facts:
        said = self.cleaned_data
        return Facts(
            name=said["name"],
            kind=said["kind"],
            ods_code=said["ods_code"] or None,
            town=said["town"],
            postcode=said["postcode"],
            region=said["region"],
        )


class RegisterForm(FactsForm):
    """An organisation that somebody misses in the directory."""

    unscreened = ("ods_code", "postcode", "key")

    none_of_these = forms.BooleanField(label=_("It is none of these"), required=False)
    key = KeyField()

    def sought(self) -> Sought:
        """What is looked for before another one of it is made, as far as it can be read."""
        said = self.cleaned_data
        return Sought(
            name=said.get("name", ""),
            ods_code=said.get("ods_code", ""),
            postcode=said.get("postcode", ""),
        )


class CorrectForm(FactsForm):
    """What a steward says of an organisation that somebody registered."""


class DeclineForm(ScreenedForm):
    """Why an organisation is not taken into the directory."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Whoever registered it reads this"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Enter the reason, so that they know what to do next")},
    )
