"""Django-allauth's forms for the second factor, in the design system and in kind words."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as codes
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn import forms as passkeys
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from fido2.utils import websafe_decode

from .adapter import OWN_DEVICE
from .forms import AccountForm
from .models import Person

APP_CODE = _("Six digits from your app, or one of your recovery codes of eight digits")
RECOVERY_CODE = _("One of your recovery codes, of eight digits")
PASSKEY_FAILED = _("The passkey did not work. Try again, or use another way")
CODE_COUNTS_SECONDS = 120  # longer than a code fits with the clocks a step apart


class CodeForm(AccountForm, codes.AuthenticateForm):
    labels = {"code": _("Code")}
    says = {"code": _("Enter a code")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        has_app = is_mfa_enabled(self.user, [Authenticator.Type.TOTP])
        self.fields["code"].help_text = APP_CODE if has_app else RECOVERY_CODE

    def clean_code(self) -> str:
        """A code counts once: who saw it typed cannot type it again."""
        code: str = super().clean_code()
        used = f"second-factor-used:{self.user.pk}:{''.join(code.split())}"
        if self.authenticator.type == Authenticator.Type.TOTP and not cache.add(
            used, "", CODE_COUNTS_SECONDS
        ):
            raise ValidationError(_("This code has been used. Wait for the next one"))
        return code

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        get_adapter().note_failure(self.user)


class CodeAgainForm(CodeForm, codes.ReauthenticateForm):
    pass


class AddAppForm(AccountForm, ActivateTOTPForm):
    labels = {"code": _("Code that the app shows")}
    says = {"code": _("Enter the code that the app shows")}


class HeldPasskey:
    """What a browser sends for a passkey can be anything: what makes no sense did not work."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except (AttributeError, KeyError, TypeError, ValueError, ValidationError) as error:
            raise ValidationError(PASSKEY_FAILED) from error


class PasskeyForm(HeldPasskey, AccountForm, passkeys.AuthenticateWebAuthnForm):
    says = {"credential": PASSKEY_FAILED}


class PasskeyAgainForm(HeldPasskey, AccountForm, passkeys.ReauthenticateWebAuthnForm):
    says = {"credential": PASSKEY_FAILED}


class _ByUid(passkeys.LoginWebAuthnForm):
    """Finds whose passkey it is by their uid, which is all that it knows of them."""

    def clean_credential(self) -> Authenticator:
        credential = self.cleaned_data["credential"]
        auth.parse_authentication_response(credential)
        uid = websafe_decode(credential["response"]["userHandle"]).decode()
        person = Person.objects.filter(uid=uid, is_active=True).first()
        if person is None:
            raise ValidationError(PASSKEY_FAILED)
        authenticator = auth.complete_authentication(person, credential)
        context.request.session[OWN_DEVICE] = uid if "own_device" in self.data else None
        return authenticator


class SignInWithPasskeyForm(HeldPasskey, AccountForm, _ByUid):
    says = {"credential": PASSKEY_FAILED}


class AddPasskeyForm(AccountForm, passkeys.AddWebAuthnForm):
    without = ("passwordless",)
    labels = {"name": _("Name")}
    hints = {"name": _("So that you know it among others, for example “Work laptop”")}
    says = {"name": _("Enter a name"), "credential": PASSKEY_FAILED}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=self.labels["name"],
            help_text=self.hints["name"],
            max_length=60,
            error_messages={"required": self.says["name"]},
        )
        self.initial.pop("name", None)
        self.order_fields(["name", "credential"])

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean() or {}
        except (AttributeError, KeyError, TypeError, ValueError, ValidationError) as error:
            raise ValidationError(PASSKEY_FAILED) from error
