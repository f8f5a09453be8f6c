"""An account's addresses: django-allauth's under /accounts, ours at /me."""

from typing import Any

from allauth.account.urls import urlpatterns as account_patterns
from allauth.mfa.base.urls import urlpatterns as code_patterns
from allauth.mfa.recovery_codes.urls import urlpatterns as recovery_patterns
from allauth.mfa.totp.urls import urlpatterns as app_patterns
from allauth.mfa.webauthn.urls import urlpatterns as passkey_patterns
from allauth.socialaccount.urls import urlpatterns as elsewhere_patterns
from django.db import transaction
from django.urls import URLPattern, include, path

from . import views
from .elsewhere import views as elsewhere
from .policies import ENTER, LOOK_AFTER_OWN_ACCOUNT

# Its pages that ours take the place of; those about one passkey name it by a database id.
OURS_INSTEAD = {
    "account_email",
    "account_set_password",
    "mfa_add_webauthn",
    "mfa_download_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
    "socialaccount_connections",
}

# django-allauth guards its own pages; these declare by which permission each of them is open.
ANYONE_S = {
    "account_login",
    "account_signup",
    "account_logout",
    "account_inactive",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_login_code",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "socialaccount_signup",
}


def wholly(patterns: list[URLPattern]) -> list[URLPattern]:
    """What is changed there, and the mail and the entry in the log that tell of it, are kept
    together or not at all."""
    for each in patterns:
        each.callback = transaction.atomic(each.callback)
    return patterns


def declared(patterns: list[Any]) -> list[URLPattern]:
    kept = [each for each in patterns if isinstance(each, URLPattern)]
    kept = [each for each in kept if each.name not in OURS_INSTEAD]
    for each in kept:
        permission = ENTER if each.name in ANYONE_S else LOOK_AFTER_OWN_ACCOUNT
        vars(each.callback)["permission"] = permission
    return kept


urlpatterns = [
    path("accounts/", include(declared(account_patterns))),
    path("accounts/code/", include(declared(code_patterns))),
    path("accounts/app/", include(declared(wholly(app_patterns)))),
    path("accounts/recovery-codes/", include(declared(wholly(recovery_patterns)))),
    path("accounts/passkey/", include(declared(passkey_patterns))),
    path("accounts/elsewhere/", include(declared(elsewhere_patterns))),
    path(
        "accounts/elsewhere/<slug:provider_id>/",
        include(
            [
                path("login/", elsewhere.sign_in_elsewhere, name="openid_connect_login"),
                path("back/", elsewhere.back_from_elsewhere, name="openid_connect_callback"),
            ]
        ),
    ),
    path("accounts/email/", views.own_addresses, name="account_email"),
    path("accounts/email/add/<str:key>/", views.add_address, name="add_address"),
    path("accounts/password/set/", views.set_password, name="account_set_password"),
    path("accounts/recovery-codes/generate/", views.new_codes, name="mfa_generate_recovery_codes"),
    path("accounts/passkey/add/", views.add_passkey, name="mfa_add_webauthn"),
    path("me", views.me, name="me"),
    # django-allauth leads here, by this name, once something about the second factor is done.
    path("me/sign-in", views.how_you_sign_in, name="mfa_index"),
    path("accounts/second-factor/", views.second_factor, name="second_factor"),
    path("accounts/second-factor/go-on/", views.go_on, name="go_on"),
    path("accounts/still-you/", elsewhere.still_you, name="still_you"),
    path("me/sessions/end-others", views.end_other_sessions, name="end_other_sessions"),
    path("me/sessions/<uid:uid>/end", views.end_session, name="end_session"),
    path("me/elsewhere/<slug:handle>/remove", elsewhere.disconnect, name="disconnect"),
    path("me/passkeys/<slug:handle>/remove", views.remove_passkey, name="remove_passkey"),
]
