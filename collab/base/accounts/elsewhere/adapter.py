from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..adapter import OWN_DEVICE
from ..models import Person
from ..still_you import comes_back

SAID_OWN_DEVICE = "said_own_device"
"""Where a session remembers what somebody said of this device before they were led elsewhere."""


class ElsewhereAdapter(DefaultSocialAccountAdapter):
    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "no_password": _("Choose a password first. Without one you could not sign in any more"),
    }

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> Person:
        """What the form of a new account begins with."""
        person: Person = super().populate_user(request, sociallogin, data)
        person.name = (data.get("name") or "")[: Person._meta.get_field("name").max_length]
        return person

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, Any]:
        given: dict[str, Any] = super().get_signup_form_initial_data(sociallogin)
        return given | {"name": sociallogin.user.name}

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Somebody comes back: to be signed in, or to show that it is still them."""
        own_device = request.session.pop(SAID_OWN_DEVICE, False)
        request.session[OWN_DEVICE] = sociallogin.user.uid if own_device else None
        is_they = sociallogin.is_existing and sociallogin.user == request.user
        if is_they and sociallogin.state.get("process") == AuthProcess.REDIRECT:
            comes_back(request)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **more: Any) -> None:
        get_account_adapter(request).note_failure(None)

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        return reverse("mfa_index")
