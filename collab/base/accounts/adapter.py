"""Where django-allauth asks the product: new people, addresses in mails, the end of a session."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from collab.base.access.models import raise_access_epoch
from collab.base.ui.forms import EMAIL_FORMAT

from .models import Person

log = logging.getLogger(__name__)

EMAIL_LENGTH = 254  # what the database keeps; the form field of Django would take 320


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed"),
        "duplicate_email": _("This is already your email address. Enter another one"),
        "email_password_mismatch": _(
            "The email address or the password is not right. Check both and try again"
        ),
        "enter_current_password": _("This is not your current password. Enter it again"),
        "incorrect_password": _("This is not your password. Enter it again"),
        "too_many_login_attempts": _(
            "Too many tries with this email address. Wait five minutes, then try again"
        ),
        "same_as_current": _("This is already your email address. Enter another one"),
        "rate_limited": _("That was sent a moment ago. Wait a few minutes, then try again"),
    }

    def clean_email(self, email: str) -> str:
        if len(email) > EMAIL_LENGTH:
            raise ValidationError(
                _("Email address must be %(length)d characters or fewer"),
                params={"length": EMAIL_LENGTH},
            )
        try:
            email.rpartition("@")[2].encode("idna")  # as a mail to it will be addressed
        except UnicodeError as error:
            raise ValidationError(EMAIL_FORMAT) from error
        return email

    def save_user(
        self, request: HttpRequest, user: Person, form: BaseForm, commit: bool = True
    ) -> Person:
        for field in ("name", "job_title", "profession", "email"):
            setattr(user, field, form.cleaned_data[field])
        user.password = form.cleaned_data["hashed_password"]
        if commit:
            user.save()
        return user

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Make an address that was proven theirs somebody's own.

        To move an account to a new address takes its owner at the keyboard too: a link that went
        to a mistyped address gives nobody their account. The account takes the address before
        anything else changes, since two accounts may ask for it at the same moment.
        """
        person, before = email_address.user, email_address.user.email
        if before != email_address.email and request.user != person:
            messages.info(
                request,
                _("To change your address, sign in with the one that you have used so far."),
            )
            raise ImmediateHttpResponse(redirect_to_login(request.path))
        try:
            _move(person, email_address.email)
        except IntegrityError:
            self.add_message(
                request,
                messages.ERROR,
                "account/messages/email_confirmation_failed.txt",
                {"email": email_address.email},
            )
            return False
        confirmed: bool = super().confirm_email(request, email_address)
        if not confirmed:
            _move(person, before)
        return confirmed

    def logout(self, request: HttpRequest) -> None:
        """Sign out, and have open sockets ask again who is there."""
        with transaction.atomic():
            super().logout(request)
            raise_access_epoch()

    def set_password(self, user: Person, password: str) -> None:
        """A new password ends the person's other sessions, and their sockets with them."""
        user.set_password(password)
        with transaction.atomic():
            user.save(update_fields=["password"])
            raise_access_epoch()

    # A link in a mail is built from our own address, never from the request's Host header: whoever
    # sends a forged one would otherwise receive somebody's secret key.

    def get_email_confirmation_url(
        self, request: HttpRequest, emailconfirmation: EmailConfirmationHMAC
    ) -> str:
        return self._address("account_confirm_email", emailconfirmation.key)

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _separator, token = key.partition("-")
        return self._address("account_reset_password_from_key", uid, token)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail; while the mail server is away, log that one is missing.

        Whoever asked is answered as always and can ask again. The log holds neither address nor
        text: an error of the mail server's quotes both.
        """
        own = {
            "sign_up_address": self._address("account_signup"),
            "reset_address": self._address("account_reset_password"),
        }
        try:
            super().send_mail(template_prefix, email, context | own)
        except (OSError, UnicodeError) as error:  # an SMTPException is an OSError
            log.error("The mail %s was not sent: %s", template_prefix, type(error).__name__)

    def _address(self, name: str, *args: str) -> str:
        return f"{settings.PUBLIC_BASE_URL}{reverse(name, args=args)}"


def _move(person: Person, email: str) -> None:
    person.email = email
    with transaction.atomic():
        person.save(update_fields=["email"])
