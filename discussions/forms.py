"""What people write in discussions."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collab.base.access.uid import LENGTH
from collab.base.files.forms import AttachingForm
from collab.base.live.idempotency import KeyUsedForOtherText
from collab.base.markup import TextRefused
from collab.base.ui.forms import ScreenedForm
from collab.base.ui.keys import KeyField
from collab.base.ui.versions import StartedFrom
from networks.forms import SpeakingForm
from networks.models import Space
from networks.opening_forms import OpeningForm

from .models import Message, Thread

Made = TypeVar("Made")


class MessageField(forms.CharField):
    """A message in Markdown, kept as it was typed."""

    def __init__(self, **kwargs: Any) -> None:
        said = {"required": gettext_lazy("Write a message")}
        super().__init__(strip=False, error_messages=said, **kwargs)

    def to_python(self, value: Any) -> str:
        # Browsers send line ends as CR LF.
        text = str(super().to_python(value)).replace("\r\n", "\n")
        return text if text.strip() else ""


class KeyedForm(ScreenedForm):
    """What an action is asked to do, once. ``says`` names what it takes, ``asks`` the field beside
    which a refusal stands."""

    key = KeyField()
    unscreened: ClassVar[tuple[str, ...]] = ("key",)
    says: ClassVar[tuple[str, ...]]
    asks: ClassVar[str] = "text"

    def attempt(self, act: Callable[..., Made]) -> Made | None:
        """Let an action do what the form says; what it refuses becomes an error of the text.

        Returns what it made, or None if the form has to be shown again.
        """
        if not self.is_valid():
            self._show_hidden_errors()
            return None
        try:
            return act(**{name: self.cleaned_data[name] for name in self.says})
        except TextRefused as refused:
            self.add_error(self.asks, refused.message)
        except ValidationError as error:
            self.add_error(self.asks, error)
        except KeyUsedForOtherText:
            asks = _("You have already sent something else from this page. Send this as well?")
            self.add_error(self.asks, asks)
        return None

    def put(self, name: str, value: str) -> None:
        """What a hidden field holds when the form comes back."""
        self.data = self.data.copy()
        self.data[self.add_prefix(name)] = value

    def start_from(self, current: Any) -> None:
        """Keep what was typed, to be saved on top of the version that is current now."""
        self.put("started_from", str(current.version))

    def _show_hidden_errors(self) -> None:
        """What is wrong with a hidden field is said beside the text: nobody would see it there.

        One has stopped speaking for the only organisation there was, for example.
        """
        for field in self.hidden_fields():
            if field.errors:
                self.add_error(self.asks, field.errors.as_data())


def offer_names(text: forms.Field, space: Space) -> None:
    """Have those who take part in a space offered where a name is begun with "@"."""
    text.widget.attrs |= {
        "data-names": reverse("names_in_space", args=[space.uid]),
        "data-offers": _("People to mention"),
    }


class WritingForm(KeyedForm, SpeakingForm):
    """Something written by somebody for one of their organisations, or for none."""


class MessageForm(AttachingForm, WritingForm):
    """The composer of a discussion. ``quoted`` is the message that will be quoted, if any."""

    text = MessageField(
        label=gettext_lazy("Message"),
        widget=forms.Textarea({"rows": 2, "placeholder": gettext_lazy("Write a message")}),
    )
    quotes = forms.CharField(required=False, widget=forms.HiddenInput, max_length=LENGTH)
    unscreened = ("key", "quotes")
    says = ("for_organisation", "text", "quotes", "files", "key")

    def __init__(self, *args: Any, thread: Thread, **kwargs: Any) -> None:
        super().__init__(*args, space=thread.space, **kwargs)
        self.thread = thread
        offer_names(self.fields["text"], thread.space)
        self.quoted: Message | None = self.initial.pop("quotes", None)
        if self.quoted:
            self.initial["quotes"] = self.quoted.uid

    def clean_quotes(self) -> Message | None:
        """A message of another discussion is not quoted; what was removed, the action says."""
        if uid := self.cleaned_data["quotes"]:
            self.quoted = Message.objects.named(uid).filter(thread=self.thread).first()
        return self.quoted

    def attempt(self, act: Callable[..., Made]) -> Made | None:
        """Where the quoted message has been removed, the form comes back without it."""
        made = super().attempt(act)
        if made is None and self.quoted and self.quoted.removed:
            self.quoted = None
            self.put("quotes", "")
        return made


class EditForm(KeyedForm):
    """Another text of a message."""

    text = MessageField(
        label=gettext_lazy("Message"),
        widget=forms.Textarea({"rows": 8, "data-preview": "/preview"}),
    )
    started_from = StartedFrom()
    says = ("text", "started_from", "key")


class RemoveForm(ScreenedForm):
    """Why a message is removed; nobody has to say."""

    reason = forms.CharField(
        label=gettext_lazy("Reason (optional)"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("One line that everyone reads in its place"),
    )


class MoveForm(KeyedForm, OpeningForm):
    """That a discussion moves from one space to another.

    Where the action has found what could identify a patient, the form comes back with a box to
    tick, which counts for exactly the texts that were found.
    """

    out_of = forms.ModelChoiceField(
        Space.objects.none(), to_field_name="uid", widget=forms.HiddenInput
    )
    into = forms.ModelChoiceField(
        Space.objects.none(), to_field_name="uid", widget=forms.HiddenInput
    )
    unscreened = ("key", "stated_of")
    says = ("out_of", "into", "stated", "key")
    asks = "nobody"

    def __init__(self, *args: Any, spaces: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("out_of", "into"):
            field: Any = self.fields[name]
            field.queryset = spaces
            says = _("This discussion or what you may do has changed. Choose the space again.")
            field.error_messages |= {"invalid_choice": says, "required": says}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        return cleaned | {"stated": self.states}


class TitleForm(WritingForm):
    """Another title of a discussion."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=150,
        error_messages={"required": gettext_lazy("Enter a title")},
    )
    started_from = StartedFrom()
    says = ("for_organisation", "title", "started_from", "key")
    asks = "title"


class ThreadForm(AttachingForm, WritingForm):
    """A new discussion: its title and its first message."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=150,
        help_text=gettext_lazy("A question works best"),
        error_messages={"required": gettext_lazy("Enter a title")},
    )
    text = MessageField(
        label=gettext_lazy("First message"),
        help_text=gettext_lazy("What you have tried, and what you would like to know"),
        widget=forms.Textarea({"rows": 8, "data-preview": "/preview"}),
    )
    says = ("for_organisation", "title", "text", "files", "key")

    def __init__(self, *args: Any, space: Space, **kwargs: Any) -> None:
        super().__init__(*args, space=space, **kwargs)
        offer_names(self.fields["text"], space)
