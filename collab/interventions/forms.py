from dataclasses import fields, replace
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collab.base.files.forms import AttachingForm
from collab.base.markup import DOCUMENT_LIMIT, Rendered, TextRefused, render
from collab.base.ui.forms import ScreenedForm
from collab.base.ui.keys import KeyField
from discussions.forms import MessageField
from networks.forms import SpeakingForm

from .drafts import Draft
from .models import Content, Evidence, Intervention, Kind, Licence, TakenBy

DRAFTED = [each.name for each in fields(Draft)]
PREVIEW = "/preview?kind=document"
OPEN_AGAIN = gettext_lazy("The version that you started from is not there. Open this page again.")
with_link: Any = lazy(format_html, str)


class DocumentField(MessageField):
    """A document in Markdown, kept as it was typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages["required"] = gettext_lazy("Enter the text")


class ContentForm(AttachingForm, SpeakingForm):
    """A document and its head, written or pasted by somebody for one of their organisations.

    ``shown`` is the text as readers will see it, once the form has looked at it.
    """

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=150,
        help_text=gettext_lazy("What people would call it"),
        error_messages={"required": gettext_lazy("Enter a title")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("", gettext_lazy("Choose one")), *Kind.choices],
        error_messages={"required": gettext_lazy("Choose what kind of intervention it is")},
    )
    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        max_length=300,
        help_text=gettext_lazy("One or two sentences: what people do, and what it is for"),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Enter a summary of one or two sentences")},
    )
    body = DocumentField(
        label=gettext_lazy("Text"),
        help_text=with_link(
            gettext_lazy(
                "Type or paste it. A line that begins with <code>- [ ]</code> becomes a box to "
                "tick, and the heading above it names that part of the checklist. "
                '<a href="{}">How to write checklists, headings and tables</a>'
            ),
            reverse_lazy("help_writing"),
        ),
        widget=forms.Textarea({"rows": 20, "data-preview": PREVIEW}),
    )
    setting = forms.CharField(
        label=gettext_lazy("Setting"),
        max_length=200,
        help_text=gettext_lazy(
            "Where it is used, for example “Operating theatre” or “Adult wards at night”"
        ),
        error_messages={"required": gettext_lazy("Enter the setting in which it is used")},
    )
    problem = forms.CharField(
        label=gettext_lazy("Problem"),
        max_length=300,
        help_text=gettext_lazy("What goes wrong without it"),
        error_messages={"required": gettext_lazy("Enter the problem that it is meant to solve")},
    )
    evidence = forms.ChoiceField(
        label=gettext_lazy("Evidence"),
        choices=[(each, each.label) for each in Evidence],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how far it has been shown to work")},
    )
    licence = forms.ChoiceField(
        label=gettext_lazy("Licence"), choices=Licence.choices, initial=Licence.OPEN_GOVERNMENT
    )
    taken_by = forms.ChoiceField(
        label=gettext_lazy("Who may take it"),
        help_text=gettext_lazy("To use or change it in their own place"),
        choices=TakenBy.choices,
        initial=TakenBy.NETWORK,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who may take it")},
    )
    key = KeyField()

    unscreened = ("key",)
    shown: Rendered | None = None

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        try:
            self.shown = render(body, limit=DOCUMENT_LIMIT)
        except TextRefused as refused:
            raise forms.ValidationError(refused.message) from refused
        return body

    def draft(self) -> Draft:
        """What was written, once the form is valid."""
        return Draft(
            **{name: value for name, value in self.cleaned_data.items() if name in DRAFTED}
        )


class EditForm(ContentForm):
    """The next version of an intervention, started from one that is kept."""

    note = forms.CharField(
        label=gettext_lazy("What you have changed"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("One line for those who use it. You can leave it out"),
    )
    started_from = forms.IntegerField(
        widget=forms.HiddenInput({"data-kept-with": ""}),
        error_messages={"required": OPEN_AGAIN, "invalid": OPEN_AGAIN},
    )

    def __init__(self, *args: Any, intervention: Intervention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.intervention = intervention

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "started_from" not in cleaned:
            return cleaned
        started = self.intervention.versions.filter(number=cleaned["started_from"]).first()
        if started is None:
            raise forms.ValidationError(OPEN_AGAIN)
        unchanged = not (self.errors or cleaned["files"]) and written(started) == self.draft()
        if unchanged:
            raise forms.ValidationError(
                _("This is the same as version %(number)d. Change something first.")
                % {"number": started.number}
            )
        return cleaned

    def draft(self) -> Draft:
        return replace(super().draft(), language=self.intervention.language)

    def start_from(self, current: Intervention) -> None:
        """Keep what was typed, to be saved on top of the version that is current now."""
        self.data = self.data.copy()
        self.data[self.add_prefix("started_from")] = str(current.number)


def written(content: Content) -> Draft:
    """What somebody wrote, as it is kept."""
    return Draft(**{name: getattr(content, name) for name in DRAFTED})


class FilterForm(ScreenedForm):
    """What somebody looks for in a list; what is only looked for is kept nowhere."""

    unscreened = ("words",)

    kind = forms.ChoiceField(choices=Kind.choices, required=False)
    evidence = forms.ChoiceField(
        label=gettext_lazy("Evidence"),
        choices=[("", gettext_lazy("Any evidence")), *Evidence.choices],
        required=False,
    )
    words = forms.CharField(
        label=gettext_lazy("Words in title, summary or setting"), max_length=100, required=False
    )
