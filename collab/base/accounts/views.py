from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import is_valid_path
from django.utils.translation import gettext as _

from collab.base.access.routes import opens

from . import actions
from .forms import ProfileForm
from .policies import LOOK_AFTER_OWN_ACCOUNT


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
    return render(
        request,
        "accounts/me.html",
        {"form": form, "has_organisations": is_valid_path("/me/organisations")},
    )
