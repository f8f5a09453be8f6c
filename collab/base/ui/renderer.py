"""Every form in the design system: Django's own forms, ours, and those of django-allauth."""

from collections.abc import Iterator
from typing import Any

from django.forms import BoundField, CheckboxInput, Widget
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import ChoiceWidget, Input, PasswordInput, Select, Textarea


class DesignSystemField(BoundField):
    """A field whose identifiers, classes and references are those of the design system."""

    @property
    def aria_describedby(self) -> str | None:
        described_by = [
            f"{self.id_for_label}-{part}"
            for part, present in (("hint", self.help_text), ("error", self.errors))
            if present
        ]
        return " ".join(described_by) or None

    @property
    def kind(self) -> str:
        """Which of the design system's components shows this field; also its block in CSS."""
        widget = self.field.widget
        if isinstance(widget, CheckboxInput):
            return "checkbox"
        if isinstance(widget, ChoiceWidget) and not isinstance(widget, Select):
            return "checkboxes" if widget.allow_multiple_selected else "radios"
        if isinstance(widget, PasswordInput):
            return "password-input"
        if isinstance(widget, Select):
            return "select"
        return "textarea" if isinstance(widget, Textarea) else "input"

    @property
    def preview(self) -> str:
        """Where a text's preview comes from; see ``components/preview``."""
        return self.field.widget.attrs.get("data-preview", "")

    @property
    def items(self) -> Iterator[dict[str, Any]]:
        """The choices of radios or checkboxes. The first has the field's id, for the summary."""
        for place, choice in enumerate(self.subwidgets):
            yield {
                "id": self.auto_id if place == 0 else f"{self.auto_id}-{place + 1}",
                "value": choice.data["value"],
                "label": choice.choice_label,
                "hint": getattr(choice.data["value"], "hint", ""),
                "checked": choice.data["selected"],
            }

    @property
    def id_for_label(self) -> str:
        return str(self.field.widget.attrs.get("id") or self.auto_id)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict:
        """The design system's attributes.

        No ``required`` and no ``maxlength``: the browser would speak before us in its own words,
        and would cut what is pasted without saying so.
        """
        widget = widget or self.field.widget
        if widget.is_hidden:
            return super().build_widget_attrs(attrs, widget)
        attrs = dict(attrs) | {"maxlength": False, "minlength": False, "cols": False}
        if self.field.disabled:
            attrs["disabled"] = True
        if self.aria_describedby:
            attrs.setdefault("aria-describedby", self.aria_describedby)
        attrs["class"] = " ".join(self.classes(widget))
        if isinstance(widget, PasswordInput):
            attrs |= {"spellcheck": "false", "autocapitalize": "none"}
        return attrs

    def classes(self, widget: Widget) -> Iterator[str]:
        if isinstance(widget, CheckboxInput):
            yield "nhsuk-checkboxes__input"
        elif isinstance(widget, Textarea | Select | Input):
            block = "input" if isinstance(widget, Input) else type(widget).__name__.lower()
            block = {"selectmultiple": "select"}.get(block, block)
            yield f"nhsuk-{block}"
            if self.errors:
                yield f"nhsuk-{block}--error"
        if isinstance(widget, PasswordInput):
            yield "nhsuk-password-input__input nhsuk-js-password-input-input"
        if own := widget.attrs.get("class"):
            yield own


class DesignSystemRenderer(TemplatesSetting):
    """The setting FORM_RENDERER."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = DesignSystemField
