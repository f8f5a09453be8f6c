"""Each field that we draw has the markup of the design system's own templates.

Held against its official Jinja port, so that an upgrade shows what to mend.
"""

from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from jinja2 import ChainableUndefined, Environment, PackageLoader

from .markup import tree

OFFICIAL = Environment(
    loader=PackageLoader("nhsuk_frontend_jinja"),
    autoescape=True,
    undefined=ChainableUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
CHOICES = [("idea", "Idea"), ("tested", "Tested")]


def official(component: str, macro: str, **params: Any) -> str:
    template = OFFICIAL.from_string(
        f'{{% from "nhsuk/components/{component}/macro.jinja" import {macro} %}}'
        f"{{{{ {macro}(params) }}}}"
    )
    return template.render(params=params)


def ours(field: forms.Field, value: Any = None, *, wrong: bool = False) -> str:
    """The field as a form draws it: empty, with a value, or refused."""

    class OneField(forms.Form):
        it = field

    field.error_messages["required"] = field.error_messages["invalid_choice"] = "Enter it"
    form = OneField({} if wrong else None, initial={"it": value})
    assert bool(form.errors) == wrong
    return str(form["it"].as_field_group())


STATES = [
    pytest.param(({}, {}), id="plain"),
    pytest.param(({"help_text": "As it is"}, {"hint": "As it is"}), id="with a hint"),
    pytest.param(({"wrong": True}, {"errorMessage": "Enter it"}), id="refused"),
    pytest.param(
        (
            {"help_text": "As <b>it</b> is", "wrong": True},
            {"hint": {"html": "As <b>it</b> is"}, "errorMessage": "Enter it"},
        ),
        id="with a hint and refused",
    ),
]


@pytest.fixture(params=STATES)
def state(request: pytest.FixtureRequest) -> tuple[dict, dict]:
    return request.param


def draw(field: type[forms.Field], state: dict, value: Any = None, **options: Any) -> str:
    wrong = state.pop("wrong", False)
    return ours(field(label="Its <name>", **state, **options), value, wrong=wrong)


BOTH = {"id": "id_it", "name": "it", "label": "Its <name>"}


@pytest.mark.parametrize("value", [None, 'a "quoted" <value>'])
def test_a_line_of_text(state: tuple[dict, dict], value: str | None) -> None:
    here, there = map(dict, state)
    if here.get("wrong"):
        value = None
    expected = official("input", "input", **BOTH, **there, value=value)
    assert tree(draw(forms.CharField, here, value)) == tree(expected)


def test_an_email_address(state: tuple[dict, dict]) -> None:
    here, there = map(dict, state)
    widget = forms.EmailInput(attrs={"autocomplete": "email"})
    expected = official("input", "input", **BOTH, **there, type="email", autocomplete="email")
    assert tree(draw(forms.EmailField, here, widget=widget)) == tree(expected)


def test_a_password(state: tuple[dict, dict]) -> None:
    here, there = map(dict, state)
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    expected = official(
        "password-input", "passwordInput", **BOTH, **there, autocomplete="new-password"
    )
    assert tree(draw(forms.CharField, here, widget=widget)) == tree(expected)


@pytest.mark.parametrize("value", ["", "Two\n\nparagraphs <b>"])
def test_a_text(state: tuple[dict, dict], value: str) -> None:
    here, there = map(dict, state)
    if here.get("wrong"):
        value = ""
    widget = forms.Textarea(attrs={"rows": 8})
    expected = official("textarea", "textarea", **BOTH, **there, value=value, rows=8)
    assert tree(draw(forms.CharField, here, value, widget=widget)) == tree(expected)


@pytest.mark.parametrize("value", [None, "tested"])
def test_a_choice_from_a_list(state: tuple[dict, dict], value: str | None) -> None:
    here, there = map(dict, state)
    if here.get("wrong"):
        value = None
    items = [{"value": key, "text": text, "selected": key == value} for key, text in CHOICES]
    expected = official("select", "select", **BOTH, **there, items=items)
    assert tree(draw(forms.ChoiceField, here, value, choices=CHOICES)) == tree(expected)


@pytest.mark.parametrize("kind", ["radios", "checkboxes"])
@pytest.mark.parametrize("value", [None, "tested"])
def test_choices_side_by_side(state: tuple[dict, dict], kind: str, value: str | None) -> None:
    here, there = map(dict, state)
    if here.get("wrong"):
        value = None
    items = [{"value": key, "text": text, "checked": key == value} for key, text in CHOICES]
    expected = official(
        kind,
        kind,
        idPrefix="id_it",
        name="it",
        fieldset={"legend": {"text": "Its <name>"}},
        items=items,
        **there,
    )
    several = kind == "checkboxes"
    field = forms.MultipleChoiceField if several else forms.ChoiceField
    widget = forms.CheckboxSelectMultiple if several else forms.RadioSelect
    chosen = [value] if several and value else value
    assert tree(draw(field, here, chosen, choices=CHOICES, widget=widget)) == tree(expected)


def test_one_box_to_tick(state: tuple[dict, dict]) -> None:
    here, there = map(dict, state)
    expected = official(
        "checkboxes",
        "checkboxes",
        idPrefix="id_it",
        name="it",
        items=[{"value": "on", "text": "Its <name>"}],
        **there,
    )
    # The port gives each box a value; a browser sends "on" for one without.
    assert tree(draw(forms.BooleanField, here)) == tree(expected.replace(' value="on"', ""))


def test_a_disabled_field() -> None:
    expected = official("input", "input", **BOTH, value="fixed", disabled=True)
    drawn = draw(forms.CharField, {}, "fixed", disabled=True)
    assert tree(drawn) == tree(expected)


def test_the_error_summary() -> None:
    class TwoFields(forms.Form):
        first = forms.CharField(error_messages={"required": "Enter the first"})
        second = forms.CharField(error_messages={"required": "Enter the second"})

    form = TwoFields({})
    form.add_error(None, "These two do not go together")
    expected = official(
        "error-summary",
        "errorSummary",
        titleText="There is a problem",
        errorList=[
            {"text": "These two do not go together"},
            {"text": "Enter the first", "href": "#id_first"},
            {"text": "Enter the second", "href": "#id_second"},
        ],
    )
    assert tree(render_to_string("ui/forms/error_summary.html", {"form": form})) == tree(expected)


def test_the_word_that_it_is_done() -> None:
    from django.contrib.messages import constants
    from django.contrib.messages.storage.base import Message

    for level, variant, title in [
        (constants.SUCCESS, "success", "Done"),
        (constants.WARNING, None, "Important"),
    ]:
        expected = official(
            "notification-banner",
            "notificationBanner",
            variant=variant,
            text="Saved & kept",
            title={"text": title, "id": "message-1"},
        )
        messages = [Message(level, "Saved & kept")]
        drawn = render_to_string("ui/messages.html", {"messages": messages})
        assert tree(drawn) == tree(expected)


def test_fields_never_speak_in_the_browsers_words_or_cut_what_is_pasted() -> None:
    drawn = draw(forms.CharField, {}, max_length=20, min_length=3)
    assert "required" not in drawn
    assert "length" not in drawn


def test_hidden_fields_stay_plain() -> None:
    class Hidden(forms.Form):
        key = forms.CharField(widget=forms.HiddenInput, initial="k")

    assert str(Hidden()).strip() == '<input type="hidden" name="key" value="k" id="id_key">'
