"""A file's bytes, for those who may read what carries it; and its removal."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from collab.base.access.routes import opens
from collab.base.forgetting.holds import Held

from . import bytes
from .actions import remove_file
from .models import File
from .policies import READ_FILE, REMOVE_FILE


@opens(READ_FILE, on=File)
@require_safe
def file(request: HttpRequest, file: File) -> HttpResponseBase:
    return serve(file)


@opens(READ_FILE, on=File)
@require_safe
def preview(request: HttpRequest, file: File) -> HttpResponseBase:
    """The smaller one of a large picture."""
    if not file.has_preview:
        raise Http404
    return serve(file, preview=True)


def serve(file: File, *, preview: bool = False) -> HttpResponseBase:
    """The bytes, so that a browser does nothing with them but save them; pictures, which we have
    made ourselves, it may show."""
    try:
        content = bytes.read(file.key, preview=preview)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content,
        as_attachment=not file.is_picture,
        filename=file.name,
        content_type="image/webp" if preview else file.media_type,
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


@opens(REMOVE_FILE, on=File)
def remove(request: HttpRequest, file: File) -> HttpResponse:
    """Ask, then remove it for good."""
    back = file.carrier.get_absolute_url() if file.carrier else "/"
    held = ""
    if request.method == "POST":
        try:
            remove_file(by=request.user, file=file)
        except Held as hold:
            held = str(hold)
        else:
            messages.success(request, _("You have removed the file."))
            return redirect(back)
    return render(request, "files/remove.html", {"file": file, "back": back, "held": held})
