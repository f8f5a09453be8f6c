from allauth.account.decorators import reauthentication_required
from allauth.socialaccount.internal.flows import connect
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.openid_connect import views
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from requests import RequestException

from collab.base.access.routes import opens

from .. import ways
from ..policies import ENTER, LOOK_AFTER_OWN_ACCOUNT
from ..still_you import providers_of
from .adapter import SAID_OWN_DEVICE


@opens(ENTER)
def sign_in_elsewhere(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead somebody to the provider that they chose.

    By a page and not by a redirect: a form may only be sent to ourselves, and browsers hold that
    against where the answer to a form leads, too.
    """
    if request.method == "POST":
        request.session[SAID_OWN_DEVICE] = "own_device" in request.POST
    if request.GET.get("process") == AuthProcess.REDIRECT:
        request.GET = request.GET.copy()  # type: ignore[assignment]  # a copy can be added to
        request.GET["auth_params"] = "prompt=login"  # whoever is signed in there still proves it
    try:
        answer: HttpResponse = views.login(request, provider_id)
    except RequestException:
        return render(request, "socialaccount/authentication_error.html")
    if not isinstance(answer, HttpResponseRedirect):
        return answer
    return render(request, "accounts/goes_elsewhere.html", {"goes_to": answer.url})


@opens(ENTER)
def back_from_elsewhere(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where a provider sends somebody with its answer."""
    try:
        answer: HttpResponse = views.callback(request, provider_id)
    except (RequestException, KeyError, ValueError):
        return render(request, "socialaccount/authentication_error.html")
    return answer


@opens(LOOK_AFTER_OWN_ACCOUNT)
def still_you(request: HttpRequest) -> HttpResponse:
    """Have somebody show where they have their other account that it is still them."""
    found = providers_of(request.user)
    return render(request, "accounts/still_you.html", {"providers": found})


@opens(LOOK_AFTER_OWN_ACCOUNT)
@reauthentication_required(app="allauth.socialaccount")
@transaction.atomic
def disconnect(request: HttpRequest, handle: str) -> HttpResponse:
    """Sign in no more with an account elsewhere."""
    found = SocialAccount.objects.filter(user=request.user)
    account = next((each for each in found if ways.handle_of(each) == handle), None)
    if account is None:
        raise Http404
    if request.method != "POST":
        return render(request, "accounts/disconnect.html", {"name": ways.name_of(account)})
    try:
        connect.validate_disconnect(request, account)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        connect.disconnect(request, account)
    return redirect("mfa_index")
