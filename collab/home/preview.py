"""What a text will look like, while it is being written."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from collab.base.access.routes import opens
from collab.base.markup import DOCUMENT_LIMIT, MESSAGE_LIMIT, TextRefused, render

from .policies import PREVIEW_TEXT

LIMITS = {"message": MESSAGE_LIMIT, "document": DOCUMENT_LIMIT}


class PreviewForm(forms.Form):
    """Which of the two lengths a text may have. The text itself is judged by ``render``."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in LIMITS])


@opens(PREVIEW_TEXT)
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The text as markup for the page, or why there is none; nothing is kept.

    ``kind`` in the address is "message", or "document" for a text of an intervention. A refusal
    is an answer too, so its status is 200: a browser would log another one as an error.
    """
    form = PreviewForm(request.GET)
    kind = form.cleaned_data["kind"] if form.is_valid() else "message"
    text = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        return HttpResponse(render(text, limit=LIMITS[kind]).html)
    except TextRefused as refused:
        return HttpResponse(format_html('<p class="nhsuk-error-message">{}</p>', refused.message))
