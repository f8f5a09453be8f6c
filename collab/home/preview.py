"""What a text will look like, while it is being written."""

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from collab.base.access.routes import opens
from collab.base.markup import DOCUMENT_LIMIT, MESSAGE_LIMIT, TextRefused, render

from .policies import PREVIEW_TEXT


@opens(PREVIEW_TEXT)
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The text as markup for the page, or why there is none; nothing is kept.

    ``?kind=document`` is for the text of an intervention, which may be longer than a message. A
    refusal is an answer too, so its status is 200: a browser would log another one as an error.
    """
    text = request.POST.get("text", "").replace("\r\n", "\n")
    limit = DOCUMENT_LIMIT if request.GET.get("kind") == "document" else MESSAGE_LIMIT
    try:
        return HttpResponse(render(text, limit=limit).html)
    except TextRefused as refused:
        return HttpResponse(format_html('<p class="nhsuk-error-message">{}</p>', refused.message))
