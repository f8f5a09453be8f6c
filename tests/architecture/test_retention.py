"""Every model says how long it is kept and what its texts are."""

import pytest
from django.apps import apps
from django.db import models

from collab.base.forgetting.jobs import BLANKS
from collab.base.security.declared import (
    Undeclared,
    retention_of,
    text_fields,
    undeclared_texts,
)
from collab.base.security.retention import Record, Retention, Then, WrongRetention

MODELS = apps.get_models(include_auto_created=True)


def test_every_model_says_how_long_it_is_kept():
    assert len(MODELS) > 30
    for model in MODELS:
        retention_of(model)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_text_is_what_people_wrote_or_who_they_are_or_a_secret_or_a_code(model):
    missing = undeclared_texts(model)
    assert not missing, (
        f"Add {missing} of {model._meta.label} to its retention: to `written` what people wrote "
        "(a purge blanks it), to `who` what tells who somebody is (forgetting them blanks it), to "
        "`secrets` what lets somebody in, to `codes` what only the product writes"
    )


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_what_is_declared_is_there(model):
    declared = retention_of(model)
    names = {text.name for text in text_fields(model)}
    assert set(declared.texts) <= names
    assert len(set(declared.texts)) == len(declared.texts), "each text is of one sort"
    if declared.ends:
        rows = model._base_manager.filter(**{f"{declared.counted_from}__lt": "2020-01-01T00:00Z"})
        assert str(rows.query)
    if declared.with_ and not model._meta.auto_created:
        assert isinstance(model._meta.get_field(declared.with_), models.ForeignKey)
    for lookup in declared.held_through.values():
        assert str(model._base_manager.filter(**{lookup: "x"}).query)


def test_what_is_blanked_can_be_blank():
    blanked = [model for model in MODELS if retention_of(model).then is Then.BLANK]
    assert len(blanked) > 3
    for model in blanked:
        assert retention_of(model).written


def test_a_model_that_says_nothing_is_told_what_to_do():
    class Silent:
        class _meta:
            label = "somewhere.Silent"
            auto_created = False

    with pytest.raises(Undeclared, match="Give it a class attribute"):
        retention_of(Silent)


@pytest.mark.parametrize(
    "said",
    [
        {"years": 6},
        {"with_": "person", "years": 6, "counted_from": "at", "then": Then.DELETE},
        {"counted_from": "at"},
        {"then": Then.DELETE},
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused(said):
    with pytest.raises(WrongRetention):
        Retention(record=Record.SYSTEM, **said)


def test_what_is_blanked_in_the_end_has_somebody_to_blank_it():
    blanked = {
        model._meta.label
        for model in MODELS
        if retention_of(model).then is Then.BLANK and not model._meta.proxy
    }
    assert blanked == set(BLANKS)


def test_each_row_about_a_person_is_told_to_them_or_says_why_not():
    about = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model and field.related_model._meta.label == "accounts.Person"
        if not model._meta.proxy
    }
    assert about == TOLD | SAID_ELSEWHERE


# What the copy of everything about somebody tells.
TOLD = {
    "account.EmailAddress.user",
    "accounts.Session.person",
    "api.Token.user",
    "discussions.Mention.person",
    "desk.Step.by",
    "desk.Step.to",
    "discussions.Message.by",
    "discussions.Thread.by",
    "drafts.Draft.person",
    "fellows.Expertise.person",
    "files.File.by",
    "interventions.Intervention.by",
    "interventions.Version.by",
    "mfa.Authenticator.user",
    "notifications.Notice.person",
    "networks.Affiliation.person",
    "networks.Appointment.person",
    "networks.Fellowship.person",
    "networks.Invitation.by",
    "networks.Invitation.taken_up_by",
    "networks.JoinRequest.by",
    "networks.JoinRequest.sponsor",
    "networks.Mark.person",
    "networks.NationalRole.person",
    "networks.Place.person",
    "networks.Registration.by",
    "socialaccount.SocialAccount.user",
}
# What somebody did to others' things, which the security log's part tells, or an event's part in a
# stream, which tells nothing that its subject does not.
SAID_ELSEWHERE = {
    *(
        f"networks.{tenure}.{field}"
        for tenure in (
            "Affiliation",
            "Appointment",
            "EmailDomain",
            "Fellowship",
            "Membership",
            "NationalRole",
            "Place",
            "SpaceOrganisation",
        )
        for field in ("by", "ended_by")
    ),
    "networks.EmailDomain.confirmed_by",
    "desk.DeskSettings.by",
    "desk.Step.undone_by",
    "discussions.Message.removed_by",
    "forgetting.LegalHold.by",
    "forgetting.LegalHold.ended_by",
    "interventions.Intervention.removed_by",
    "live.KeyedAction.person",
    "notifications.Notice.actor",
    "networks.Affiliation.confirmed_by",
    "networks.Invitation.revoked_by",
    "networks.InvitationBatch.by",
    "networks.JoinRequest.decided_by",
    "networks.LedgerRow.actor",
    "networks.Space.by",
    "networks.Registration.decided_by",
    "networks.Succession.by",
    "networks.VisibilityChange.by",
}
