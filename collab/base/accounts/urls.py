"""An account's addresses: django-allauth's under /accounts, ours at /me."""

from allauth.account.urls import urlpatterns as allauth_patterns
from django.urls import include, path

from . import views
from .policies import ENTER, LOOK_AFTER_OWN_ACCOUNT

# django-allauth guards its own pages; these declare by which permission each of them is open.
ONE_S_OWN = {
    "account_email",
    "account_change_password",
    "account_set_password",
    "account_reauthenticate",
}
for pattern in allauth_patterns:
    pattern.callback.permission = LOOK_AFTER_OWN_ACCOUNT if pattern.name in ONE_S_OWN else ENTER

urlpatterns = [
    path("accounts/", include(allauth_patterns)),
    path("me", views.me, name="me"),
]
