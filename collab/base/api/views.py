"""One's own access tokens."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from collab.base.access.routes import opens

from .actions import make_token, revoke_token
from .forms import TokenForm
from .models import Token
from .policies import LOOK_AFTER_OWN_TOKENS


@opens(LOOK_AFTER_OWN_TOKENS)
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens that work, and the way to make one."""
    own = Token.objects.visible_to(request.user).order_by("-created")
    crumbs = [(_("Your account"), reverse("me"))]
    return render(request, "api/tokens.html", {"tokens": own, "crumbs": crumbs})


@opens(LOOK_AFTER_OWN_TOKENS)
@reauthentication_required
def new_token(request: HttpRequest) -> HttpResponse:
    """Make a token. Its secret is shown on the answer to this form, and never again."""
    form = TokenForm(request.POST or None)
    crumbs = [(_("Your account"), reverse("me")), (_("Access tokens"), reverse("tokens"))]
    if request.method == "POST" and form.is_valid():
        token, secret = make_token(by=request.user, **form.said())
        context = {"token": token, "secret": secret, "crumbs": crumbs}
        return render(request, "api/token_made.html", context)
    return render(request, "api/new_token.html", {"form": form, "crumbs": crumbs})


@require_POST
@opens(LOOK_AFTER_OWN_TOKENS)
def revoke(request: HttpRequest, uid: str) -> HttpResponse:
    token = get_object_or_404(Token.objects.visible_to(request.user), uid=uid)
    revoke_token(by=request.user, token=token)
    messages.success(
        request, _("“%(name)s” is revoked: it can do nothing any more.") % {"name": token.name}
    )
    return redirect("tokens")
