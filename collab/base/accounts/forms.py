"""Forms for an account: ours, and django-allauth's in the design system and in kind words."""

from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import (
    handle_verification_email_rate_limit,
)
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.socialaccount import forms as socialaccount
from django import forms
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from collab.base.ui.forms import ScreenedForm, use_kind_words

from .adapter import OWN_DEVICE
from .models import Person, people_of_address

NEW_PASSWORD = _("At least 10 characters. Three words that you remember make a good one.")


class AccountForm:
    """One of django-allauth's forms, without its placeholders and repeated fields."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}
    says: dict[str, Any] = {}
    without: tuple[str, ...] = ("password2",)
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.without:
            self.fields.pop(name, None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, field.help_text)
            use_kind_words(field)
            if name in self.says:
                field.error_messages["required"] = self.says[name]


class SignInForm(AccountForm, allauth.LoginForm):
    labels = {"login": _("Email address")}
    hints = {"password": ""}
    says = {"login": _("Enter your email address"), "password": _("Enter your password")}

    own_device = forms.BooleanField(
        label=_("This is my own device"),
        help_text=_(
            "Stay signed in here for up to 30 days. Leave it empty on a shared computer: there you "
            "are signed out after 30 minutes without use."
        ),
        required=False,
    )
    field_order = ("login", "password", "own_device")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> Any:
        request.session[OWN_DEVICE] = self.user.uid if self.cleaned_data["own_device"] else None
        return super().login(request, redirect_url=redirect_url)


class ProfileForm(ScreenedForm):
    """What others read about somebody."""

    name = forms.CharField(
        label=_("Full name"),
        help_text=_("Shown beside everything you write"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your full name")},
    )
    job_title = forms.CharField(
        label=_("Job title (optional)"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    profession = forms.CharField(
        label=_("Profession (optional)"),
        help_text=_("For example nurse, pharmacist, patient safety partner"),
        max_length=120,
        required=False,
    )


class OpensAnAccount(AccountForm, ProfileForm):
    account_already_exists: bool

    def validate_unique_email(self, value: str) -> str:
        """An address that somebody only means to add is free until it is proven theirs."""
        self.account_already_exists = people_of_address(value).exists()
        return value

    def try_save(self, request: HttpRequest) -> Any:
        """Make the account, or tell the one who has it by mail.

        Of two sign-ups at the same moment with one address, the later one is told what everybody
        is told whose address is known already.
        """
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return super().try_save(request)
            except IntegrityError:
                self.account_already_exists = True
        return super().try_save(request)


SIGNS_UP_WITH = "signs_up_with"
"""Where a session keeps the address to which somebody was invited who then signs up."""


class SignUpForm(OpensAnAccount, allauth.SignupForm):
    unscreened = ("email", "password1")
    field_order = ("name", "job_title", "profession", "email", "password1")
    labels = {"email": _("Email address"), "password1": _("Password")}
    hints = {
        "email": _(
            "Your work address, if you have one. Only those who confirm that you belong to an "
            "organisation see it."
        ),
        "password1": NEW_PASSWORD,
    }
    says = {"email": _("Enter your email address"), "password1": _("Enter a password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound and context.request and not self.initial.get("email"):
            self.initial["email"] = context.request.session.get(SIGNS_UP_WITH, "")

    def clean(self) -> dict[str, Any]:
        """Hold the password against the name too: django-allauth knows the address alone."""
        cleaned = super().clean()
        if password := cleaned.get("password1"):
            about = Person(name=cleaned.get("name", ""))
            try:
                get_adapter().clean_password(password, about)
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return cleaned

    def try_save(self, request: HttpRequest) -> Any:
        """A known address takes as long as a new one: the password is hashed for both. Nobody waits
        for the hash or the mail of somebody else, since no transaction is open meanwhile."""
        self.cleaned_data["hashed_password"] = make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class SignUpFromElsewhereForm(OpensAnAccount, socialaccount.SignupForm):
    """Without a password: the account elsewhere signs its owner in."""

    unscreened = ("email",)
    field_order = ("name", "job_title", "profession", "email")
    labels = {"email": _("Email address")}
    hints = {"email": SignUpForm.hints["email"]}
    says = {"email": _("Enter your email address")}


class AddEmailForm(AccountForm, allauth.AddEmailForm):
    labels = {"email": _("Another email address")}
    hints = {"email": _("We send a mail there. Until you follow the link in it, nothing changes.")}
    says = {"email": _("Enter an email address")}

    def save(self, request: HttpRequest) -> EmailAddress:
        """Ask by mail. Nothing is kept until the link in it is followed."""
        email, adapter = self.cleaned_data["email"], get_adapter()
        if handle_verification_email_rate_limit(request, email):
            adapter.ask_to_add(self.user, email)
            messages.info(
                request,
                _("We have sent a mail to %(email)s. It says how to go on.") % {"email": email},
            )
        else:
            messages.info(request, adapter.error_messages["rate_limited"])
        return EmailAddress(user=self.user, email=email)


class ChangePasswordForm(AccountForm, allauth.ChangePasswordForm):
    labels = {"oldpassword": _("Current password"), "password1": _("New password")}
    hints = {"oldpassword": "", "password1": NEW_PASSWORD}
    says = {
        "oldpassword": _("Enter your current password"),
        "password1": _("Enter a new password"),
    }


class SetPasswordForm(AccountForm, allauth.SetPasswordForm):
    labels = {"password1": _("Password")}
    hints = {"password1": NEW_PASSWORD}
    says = {"password1": _("Enter a password")}


class AskForResetForm(AccountForm, allauth.ResetPasswordForm):
    labels = {"email": _("Email address")}
    says = {"email": _("Enter your email address")}

    def clean_email(self) -> str:
        """The link goes to an account's own address or to a proven one, never to one that it has
        asked to add: that one may be mistyped, and somebody else's."""
        email: str = super().clean_email()
        self.users = list(people_of_address(email.lower()).filter(is_active=True))
        return email


class ResetPasswordForm(AccountForm, allauth.ResetPasswordKeyForm):
    labels = {"password1": _("New password")}
    hints = {"password1": NEW_PASSWORD}
    says = {"password1": _("Enter a new password")}


class ConfirmItIsYouForm(AccountForm, allauth.ReauthenticateForm):
    hints = {"password": ""}
    says = {"password": _("Enter your password")}
