"""Which threads answer requests."""

import io
import threading
from collections.abc import Callable

from asgiref.testing import ApplicationCommunicator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from collab.base.operations import answering

met: list[tuple[str, int]] = []


def note(what: str) -> None:
    met.append((what, threading.get_ident()))


class First:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        note("in")
        response = self.get_response(request)
        note("out")
        return response


def view(request: HttpRequest) -> HttpResponse:
    note("view")
    return HttpResponse("ok")


def file(request: HttpRequest) -> FileResponse:
    return FileResponse(io.BytesIO(LARGE))


LARGE = b"0123456789abcdef" * 20_000
urlpatterns = [path("", view), path("file", file)]
HERE = override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[f"{__name__}.First"] * 3)


async def ask(pages: answering.Pages, path: str = "/") -> list[bytes]:
    """The parts of what is answered."""
    head = [(b"host", b"localhost")]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": head}
    asked = ApplicationCommunicator(pages, scope)
    await asked.send_input({"type": "http.request", "body": b""})
    answer = await asked.receive_output()
    assert answer["status"] == 200
    parts, more = [], True
    while more:
        part = await asked.receive_output()
        more = part.get("more_body", False)
        parts.append(part.get("body", b""))
    await asked.wait()
    return parts


async def test_a_request_stays_in_one_thread_from_its_first_middleware_to_its_last() -> None:
    with HERE:
        pages = answering.Pages()
        for _ in range(5):
            met.clear()
            assert await ask(pages) == [b"ok"]
            assert [what for what, _ in met] == ["in"] * 3 + ["view"] + ["out"] * 3
            assert len({thread for _, thread in met} - {threading.get_ident()}) == 1


async def test_no_more_threads_answer_than_there_are_to_be() -> None:
    met.clear()
    with HERE:
        pages = answering.Pages()
        for _ in range(3 * answering.THREADS):
            await ask(pages)
    assert 0 < len({thread for _, thread in met}) <= answering.THREADS


async def test_a_large_file_comes_whole_and_a_part_at_a_time() -> None:
    with HERE:
        parts = await ask(answering.Pages(), "/file")
    assert b"".join(parts) == LARGE
    assert max(map(len, parts)) <= answering.Pages.chunk_size
