from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collab.base.ui.forms import ScreenedForm
from networks.models import Collaborative

from .models import Expertise, Method, Topic

MOST_NAMES = 12


class NamesField(forms.CharField):
    """Short names, one a line. Its value is a list."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class ExpertiseForm(ScreenedForm):
    """What a fellow can help others with."""

    about = forms.CharField(
        label=gettext_lazy("About you"),
        help_text=gettext_lazy("What others can ask you about, in two or three sentences"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    methods = NamesField(
        label=gettext_lazy("Methods"),
        help_text=gettext_lazy("One on each line, for example Run charts"),
        max_length=900,
        required=False,
    )
    topics = NamesField(
        label=gettext_lazy("Topics"),
        help_text=gettext_lazy("One on each line, for example Falls"),
        max_length=900,
        required=False,
    )

    @classmethod
    def initial_of(cls, expertise: Expertise | None) -> dict[str, Any]:
        if expertise is None:
            return {}
        return {
            "about": expertise.about,
            "methods": [each.name for each in expertise.methods.all()],
            "topics": [each.name for each in expertise.topics.all()],
        }

    def clean(self) -> dict[str, Any]:
        """Texts are screened as they were typed, and become lists afterwards."""
        cleaned = super().clean()
        for name in ("methods", "topics"):
            if name in cleaned:
                try:
                    cleaned[name] = names_in(cleaned[name])
                except ValidationError as error:
                    self.add_error(name, error)
        return cleaned


def names_in(text: str) -> list[str]:
    """The names of a text with one a line.

    Raises:
        ValidationError: they are too many or too long, or one has no letter.
    """
    names = [line.strip() for line in text.splitlines() if line.strip()]
    if len(names) > MOST_NAMES:
        raise ValidationError(_("Enter %(most)s at most") % {"most": MOST_NAMES})
    for name in names:
        if len(name) > 60:
            raise ValidationError(
                _("Shorten “%(name)s…” to 60 characters or fewer") % {"name": name[:30]}
            )
        if not 0 < len(slugify(name, allow_unicode=True)) <= 60:
            raise ValidationError(
                _("Write “%(name)s” with letters or numbers") % {"name": name[:30]}
            )
    return names


class FellowFilter(ScreenedForm):
    """Which fellows to show. Each choice says how many fellows it leaves."""

    method = forms.ChoiceField(label=gettext_lazy("Method"), required=False)
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = Q(
            expertise__person__fellowship__ended_at=None,
            expertise__person__fellowship__isnull=False,
            expertise__person__is_active=True,
        )
        for name, model in (("method", Method), ("topic", Topic)):
            rows = model.objects.annotate(fellows=Count("expertise", filter=current, distinct=True))
            self._offer(name, [(each.slug, each.name, each.fellows) for each in rows])
        regions: QuerySet[Any] = Collaborative.objects.annotate(
            fellows=Count(
                "fellowship",
                filter=Q(fellowship__ended_at=None, fellowship__person__is_active=True),
            )
        )
        self._offer("region", [(each.uid, each.region, each.fellows) for each in regions])

    def _offer(self, field: str, offered: list[tuple[str, str, int]]) -> None:
        choices = [
            (value, _("%(name)s (%(count)d)") % {"name": name, "count": count})
            for value, name, count in offered
            if count
        ]
        choice: Any = self.fields[field]
        choice.choices = [("", _("Any")), *choices]
