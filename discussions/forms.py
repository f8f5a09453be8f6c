"""What people write in discussions."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collab.base.access.uid import new_uid
from collab.base.live.idempotency import KeyUsedForOtherText
from collab.base.markup import TextRefused
from networks.forms import SpeakingForm

Made = TypeVar("Made")


class KeyField(forms.CharField):
    """A key for what a form does once, however often it is sent. Each answer brings a new one."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        says = {"null_characters_not_allowed": gettext_lazy("Send this form again from its page.")}
        super().__init__(required=False, initial=new_uid, empty_value=None, error_messages=says)

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial


class MessageField(forms.CharField):
    """A message in Markdown, kept as it was typed."""

    def __init__(self, **kwargs: Any) -> None:
        said = {"required": gettext_lazy("Write a message")}
        super().__init__(strip=False, error_messages=said, **kwargs)

    def to_python(self, value: Any) -> str:
        # Browsers send line ends as CR LF.
        text = str(super().to_python(value)).replace("\r\n", "\n")
        return text if text.strip() else ""


class WritingForm(SpeakingForm):
    """Something written by somebody for one of their organisations, or for none."""

    key = KeyField()
    unscreened = ("key",)
    says: ClassVar[tuple[str, ...]]

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
            self.add_error("text", refused.message)
        except ValidationError as error:
            self.add_error("text", error)
        except KeyUsedForOtherText:
            asks = _("You have already sent something else from this page. Send this as well?")
            self.add_error("text", asks)
        return None

    def _show_hidden_errors(self) -> None:
        """What is wrong with a hidden field is said beside the text: nobody would see it there.

        One has stopped speaking for the only organisation there was, for example.
        """
        for field in self.hidden_fields():
            if field.errors:
                self.add_error("text", field.errors.as_data())


class MessageForm(WritingForm):
    """The composer of a discussion."""

    text = MessageField(
        label=gettext_lazy("Message"),
        widget=forms.Textarea({"rows": 2, "placeholder": gettext_lazy("Write a message")}),
    )
    says = ("for_organisation", "text", "key")


class ThreadForm(WritingForm):
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
    says = ("for_organisation", "title", "text", "key")
