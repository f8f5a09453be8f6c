"""Which threads answer requests."""

import asyncio
import io
import threading
from collections.abc import Callable

from asgiref.testing import ApplicationCommunicator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path
from pytest_django import Settings

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


def waits(request: HttpRequest) -> HttpResponse:
    note("waits")
    assert held.wait(30)
    return HttpResponse("ok")


LARGE = b"0123456789abcdef" * 20_000
held = threading.Event()
urlpatterns = [path("", view), path("file", file), path("waits", waits), path("healthz", view)]
handler500 = "collab.api.errors.server_error"
HERE = override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[f"{__name__}.First"] * 3)


async def answer(pages: answering.Pages, path: str) -> tuple[int, list[bytes]]:
    """The status and the parts of what is answered."""
    head = [(b"host", b"localhost")]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": head}
    asked = ApplicationCommunicator(pages, scope)
    await asked.send_input({"type": "http.request", "body": b""})
    status = (await asked.receive_output(30))["status"]
    parts, more = [], True
    while more:
        part = await asked.receive_output()
        more = part.get("more_body", False)
        parts.append(part.get("body", b""))
    await asked.wait()
    return status, parts


async def ask(pages: answering.Pages, path: str = "/") -> list[bytes]:
    status, parts = await answer(pages, path)
    assert status == 200
    return parts


async def test_a_request_stays_in_one_thread_from_its_first_middleware_to_its_last() -> None:
    with HERE:
        pages = answering.Pages()
        for _ in range(5):
            met.clear()
            assert await ask(pages) == [b"ok"]
            assert [what for what, _ in met] == ["in"] * 3 + ["view"] + ["out"] * 3
            assert len({thread for _, thread in met} - {threading.get_ident()}) == 1


def begun() -> list[int]:
    """The threads of those that wait."""
    return [thread for what, thread in met if what == "waits"]


async def test_when_all_threads_wait_some_requests_wait_too_and_the_rest_are_told_to_come_again(
    settings: Settings,
) -> None:
    settings.PAGE_THREADS = 2
    held.clear()
    met.clear()
    with HERE:
        pages = answering.Pages()
        most = 2 * (1 + answering.WAITING_FOR_EACH)
        waiting = [asyncio.create_task(ask(pages, "/waits")) for _ in range(most)]
        while len(begun()) < 2:
            await asyncio.sleep(0.01)
        status, _ = await answer(pages, "/waits")
        assert (status, len(begun())) == (503, 2)
        assert await ask(pages, "/healthz") == [b"ok"], "the process is alive"
        held.set()
        assert await asyncio.gather(*waiting) == [[b"ok"]] * most
        assert await ask(pages, "/waits") == [b"ok"], "there is room again"
    assert len(set(begun())) == 2


async def test_a_large_file_comes_whole_and_a_part_at_a_time() -> None:
    with HERE:
        parts = await ask(answering.Pages(), "/file")
    assert b"".join(parts) == LARGE
    assert max(map(len, parts)) <= answering.Pages.chunk_size
