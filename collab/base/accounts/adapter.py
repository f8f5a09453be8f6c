"""Where django-allauth asks the product: new people, addresses in mails, the end of a session."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.core.exceptions import ReauthenticationRequired
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from collab.base.access.models import raise_access_epoch
from collab.base.mail.outbox import queue_mail
from collab.base.security.log import Kind, note
from collab.base.ui.forms import EMAIL_FORMAT

from .further import key_for
from .leaving import end_what_the_old_password_began, leave
from .mails import ACCOUNT_MAIL
from .models import Person, people_of_address
from .sessions import SessionStore
from .still_you import only_elsewhere, was_there_just_now

OWN_DEVICE = "own_device"
"""Where a session remembers, until sign-in is complete, whose own device they say this is."""

EMAIL_LENGTH = 254  # what the database keeps; the form field of Django would take 320


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is suspended. Ask the lead of your collaborative"),
        "duplicate_email": _("This is already your email address. Enter another one"),
        "max_email_addresses": _("You have %d addresses. Remove one before you add another"),
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

    def is_safe_url(self, url: str) -> bool:
        try:
            return bool(super().is_safe_url(url))
        except ValueError:  # it is no address at all, such as "//["
            return False

    def save_user(
        self, request: HttpRequest, user: Person, form: BaseForm, commit: bool = True
    ) -> Person:
        for field in ("name", "job_title", "profession", "email"):
            setattr(user, field, form.cleaned_data[field])
        if hashed := form.cleaned_data.get("hashed_password"):
            user.password = hashed
        if commit:
            user.save()
        return user

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """The address with which somebody opened their account is proven theirs."""
        person, email = email_address.user, email_address.email
        if not people_of_address(email).exclude(pk=person.pk).exists():
            try:
                with transaction.atomic():
                    return bool(super().confirm_email(request, email_address))
            except IntegrityError:
                pass  # somebody else has proven it at the same moment
        self.says_it_is_taken(request, email)
        return False

    def ask_to_add(self, person: Person, email: str) -> None:
        """Send to an address the link by which it becomes a further one of somebody's; or tell
        whose it is that somebody asked. Who asks is answered the same."""
        if people_of_address(email).exists():
            self.send_mail("account/email/address_taken", email, {})
        else:
            link = self._address("add_address", key_for(person, email))
            context = {"user": person, "link": link}
            self.send_mail("account/email/address_asked", email, context)

    def tell_of_removal(self, person: Person, email: str) -> None:
        """Tell an address that was proven somebody's that it is theirs no more."""
        self.send_mail("account/email/email_deleted_there", email, {"user": person})

    def says_it_is_taken(self, request: HttpRequest, email: str) -> None:
        self.add_message(
            request,
            messages.ERROR,
            "account/messages/email_confirmation_failed.txt",
            {"email": email},
        )

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Those too are asked who have neither a password nor a code here."""
        if only_elsewhere(self.request.user) and not was_there_just_now(self.request):
            raise ReauthenticationRequired
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        if only_elsewhere(user):
            return [{"id": "still_you", "url": reverse("still_you")}]
        found: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return found

    def login(self, request: HttpRequest, user: Person) -> None:
        """Sign in, for as long as this device allows."""
        own_device = request.session.pop(OWN_DEVICE, None) == user.uid
        super().login(request, user)
        address = self.get_client_ip(request)
        cast(SessionStore, request.session).begin(
            address=address, browser=self.get_http_user_agent(request), own_device=own_device
        )
        note(Kind.SIGNED_IN, by=user.uid, address=address)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        found = people_of_address(credentials.get("email", "").lower()).first()
        self.note_failure(found)

    def note_failure(self, person: Person | None) -> None:
        """Somebody could not show that they are this person, or nobody whom we know."""
        about = f"person:{person.uid}" if person else ""
        note(Kind.SIGN_IN_FAILED, about=about, address=self.get_client_ip(self.request))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def logout(self, request: HttpRequest) -> None:
        """Sign out, and have open sockets ask again who is there."""
        person = request.user
        with transaction.atomic():
            super().logout(request)
            if isinstance(person, Person):
                leave(person)
                note(Kind.SIGNED_OUT, by=person.uid, address=self.get_client_ip(request))
            raise_access_epoch()

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Person,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell somebody, and the security log, that a way to sign in to their account changed."""
        note(
            Kind.CREDENTIALS_CHANGED,
            by=user.uid,
            about=f"person:{user.uid}",
            address=self.get_client_ip(self.request),
            what=template_prefix.rpartition("/")[2],
        )
        super().send_notification_mail(
            template_prefix, user, (context or {}) | {"user": user}, email
        )

    def set_password(self, user: Person, password: str) -> None:
        """A new password ends the person's other sessions and tokens, and sockets with them.

        If no address of the account was proven theirs before, somebody else may have opened it: an
        account elsewhere that it was opened with signs nobody in any more.
        """
        user.set_password(password)
        with transaction.atomic():
            user.save(update_fields=["password"])
            end_what_the_old_password_began(user)
            if not EmailAddress.objects.filter(user=user, verified=True).exists():
                SocialAccount.objects.filter(user=user).delete()
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
        """Queue a mail: whoever asks waits for no mail server, and is answered as always without
        one."""
        own = {
            "sign_up_address": self._address("account_signup"),
            "reset_address": self._address("account_reset_password"),
        }
        message = self.render_mail(template_prefix, email, context | own)
        reader = context.get("user")
        queue_mail(
            kind=ACCOUNT_MAIL,
            to=email,
            subject=message.subject,
            text=message.body,
            reader=f"person:{reader.uid}" if isinstance(reader, Person) else "",
        )

    def _address(self, name: str, *args: str) -> str:
        return f"{settings.PUBLIC_BASE_URL}{reverse(name, args=args)}"
