from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.app_settings import MAX_EMAIL_ADDRESSES
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.models import EmailAddress
from allauth.account.views import EmailView, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.webauthn.internal import auth, flows
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import is_valid_path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic.edit import FormView

from collab.base.access.routes import opens

from . import actions, ways
from .addresses import address_has_gone
from .forms import ProfileForm
from .further import asked_with
from .models import Person, people_of_address
from .own_page import sections
from .policies import LOOK_AFTER_OWN_ACCOUNT
from .second_factor import has_second_factor

AFTER_SECOND_FACTOR = "after_second_factor"


@opens(LOOK_AFTER_OWN_ACCOUNT)
def me(request: HttpRequest) -> HttpResponse:
    """One's own account: what others read of one, and the ways to what only one sees oneself."""
    person = request.user
    form = ProfileForm(
        request.POST or None,
        initial={field: getattr(person, field) for field in ProfileForm.base_fields},
    )
    if request.method == "POST" and form.is_valid():
        actions.update_profile(by=person, **form.cleaned_data)
        messages.success(request, _("Your details are saved."))
        return redirect("me")
    profile = f"/p/{cast(Person, person).uid}"
    return render(
        request,
        "accounts/me.html",
        {
            "form": form,
            "has_organisations": is_valid_path("/me/organisations"),
            "has_tokens": is_valid_path("/me/tokens"),
            "may_leave": is_valid_path("/me/leave"),
            "profile": profile if is_valid_path(profile) else "",
            "sections": sections(request),
        },
    )


@opens(LOOK_AFTER_OWN_ACCOUNT)
def how_you_sign_in(request: HttpRequest) -> HttpResponse:
    """Everything by which one signs in, and where one is signed in now."""
    return render(
        request,
        "accounts/how_you_sign_in.html",
        {
            "addresses": EmailAddress.objects.filter(user=request.user, verified=True),
            "elsewhere": ways.elsewhere_of(request.user),
            "second_factor": ways.second_factor_of(request.user),
            "sessions": ways.sessions_of(request.user, this=request.session.session_key or ""),
            "after": request.session.get(AFTER_SECOND_FACTOR),
        },
    )


@opens(LOOK_AFTER_OWN_ACCOUNT)
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why one needs a second factor, and the choice of it."""
    goes_to = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(goes_to, allowed_hosts=None):
        request.session[AFTER_SECOND_FACTOR] = goes_to
    if has_second_factor(request.user):
        return redirect(goes_on(request))
    return render(request, "accounts/second_factor.html")


def goes_on(request: HttpRequest) -> str:
    """Where somebody was going when they were led to add a second factor."""
    return str(request.session.pop(AFTER_SECOND_FACTOR, reverse("mfa_index")))


class OwnAddressesView(EmailView):
    """The addresses of one's account: the one that mail goes to, and others to sign in with."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        proven = EmailAddress.objects.filter(user=self.request.user, verified=True)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"emailaddresses": proven.order_by("email")}

    def _action_remove(self, request: HttpRequest) -> HttpResponse | None:
        """Told to the address that is removed, too: it may be the owner's, and this a thief."""
        removed = self._get_email_address(request)
        done: HttpResponse | None = super()._action_remove(request)
        if done and removed and removed.verified:
            address_has_gone(cast(Person, request.user))
            get_adapter().tell_of_removal(request.user, removed.email)
        return done

    def _action_primary(self, request: HttpRequest) -> HttpResponse | None:
        try:
            with transaction.atomic():
                answer: HttpResponse | None = super()._action_primary(request)
        except IntegrityError:  # another account was opened with it, and never confirmed
            get_adapter().says_it_is_taken(request, request.POST["email"])
            return None
        return answer


own_addresses = opens(LOOK_AFTER_OWN_ACCOUNT)(
    login_required(transaction.atomic(OwnAddressesView.as_view(template_name="account/email.html")))
)


@opens(LOOK_AFTER_OWN_ACCOUNT)
def add_address(request: HttpRequest, key: str) -> HttpResponse:
    """Where the link leads that was sent to an address which somebody means to add.

    It takes the owner of the account too: a link that went to a mistyped address gives nobody it.
    """
    person, asked = request.user, asked_with(key)
    if asked is None:
        return _not_added(request, "old")
    uid, email = asked
    if uid != cast(Person, person).uid:
        return _not_added(request, "of another account")
    if EmailAddress.objects.filter(user=person, email=email).exists():
        messages.info(request, _("%(email)s is one of your addresses.") % {"email": email})
        return redirect("account_email")
    if people_of_address(email).exists():
        return _not_added(request, "taken", email)
    if not EmailAddress.objects.can_add_email(person):
        full = get_adapter().validation_error("max_email_addresses", MAX_EMAIL_ADDRESSES)
        messages.error(request, full.message)
        return redirect("account_email")
    if request.method == "POST":
        raise_if_reauthentication_required(request, app="allauth.account")
        try:
            actions.add_address(by=person, email=email)
        except actions.AddressTaken:
            return _not_added(request, "taken", email)
        says = _("You can sign in with %(email)s, too, from now on.") % {"email": email}
        messages.success(request, says)
        return redirect("account_email")
    return render(request, "accounts/add_address.html", {"email": email})


def _not_added(request: HttpRequest, why: str, email: str = "") -> HttpResponse:
    return render(request, "accounts/address_not_added.html", {"why": why, "email": email})


set_password = opens(LOOK_AFTER_OWN_ACCOUNT)(
    reauthentication_required(app="allauth.account")(password_set)
)


@require_POST
@opens(LOOK_AFTER_OWN_ACCOUNT)
def go_on(request: HttpRequest) -> HttpResponse:
    """From one's recovery codes to where one was going."""
    return redirect(goes_on(request))


@require_POST
@opens(LOOK_AFTER_OWN_ACCOUNT)
def end_session(request: HttpRequest, uid: str) -> HttpResponse:
    address = get_adapter().get_client_ip(request)
    if not actions.end_session(by=request.user, uid=uid, address=address):
        raise Http404
    messages.success(request, _("That browser is signed out."))
    return redirect("mfa_index")


@require_POST
@opens(LOOK_AFTER_OWN_ACCOUNT)
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    actions.end_other_sessions(
        by=request.user,
        but=request.session.session_key or "",
        address=get_adapter().get_client_ip(request),
    )
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("mfa_index")


class AddPasskeyView(AddWebAuthnView):
    """Each passkey can sign its owner in alone: there is one kind of them to explain."""

    template_name = "mfa/webauthn/add_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = FormView.get_context_data(self, **kwargs)
        return context | {"options": auth.begin_registration(self.request.user, True)}


add_passkey = opens(LOOK_AFTER_OWN_ACCOUNT)(transaction.atomic(AddPasskeyView.as_view()))


class NewCodesView(GenerateRecoveryCodesView):
    """New recovery codes in the place of those before, which the first ones never say."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        says = _("You have new recovery codes. The ones before them work no more.")
        messages.warning(self.request, says)
        return answer


new_codes = opens(LOOK_AFTER_OWN_ACCOUNT)(transaction.atomic(NewCodesView.as_view()))


@opens(LOOK_AFTER_OWN_ACCOUNT)
@reauthentication_required(app="allauth.mfa")
@transaction.atomic
def remove_passkey(request: HttpRequest, handle: str) -> HttpResponse:
    found = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN)
    passkey = next((each for each in found if ways.handle_of(each) == handle), None)
    if passkey is None:
        raise Http404
    if request.method == "POST":
        flows.remove_authenticator(request, passkey)
        return redirect("mfa_index")
    return render(request, "accounts/remove_passkey.html", {"name": passkey.wrap().name})
