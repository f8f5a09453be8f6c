"""Each hostile upload of the corpus meets the verdict that it names, in full."""

import base64
import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.test import Client

from collab.base.files.models import File
from discussions.actions import start_thread
from discussions.models import Message, Thread
from tests.corpora import corpus
from tests.files import sent
from tests.world import World

UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass
class Met:
    """What became of an upload: how often the server failed, and what is there now."""

    said: HttpResponse
    file: File | None
    page: str
    served: HttpResponse | None

    @property
    def refused(self) -> bool:
        return self.file is None and 'class="nhsuk-error-message"' in self.said.content.decode()

    @property
    def accepted(self) -> bool:
        return self.file is not None and self.served is not None

    @property
    def saved_only(self) -> bool:
        return self.served is not None and self.served["Content-Disposition"].startswith("attach")

    @property
    def not_sniffed(self) -> bool:
        return self.served is not None and self.served["X-Content-Type-Options"] == "nosniff"

    @property
    def sandboxed(self) -> bool:
        return self.served is not None and "sandbox" in self.served["Content-Security-Policy"]

    @property
    def generated_name(self) -> bool:
        return self.file is not None and bool(re.fullmatch(r"[\w-]{32}", self.file.key))

    def made_anew(self, content: bytes) -> bool:
        return self.accepted and content not in b"".join(self.served)


def verdict(met: Met, case: dict[str, Any], content: bytes) -> bool:
    """Whether a verdict's words are true of what was met."""
    name = case["filename"]
    shown_name = met.accepted and not UNSEEN.search(met.file.name) and met.file.name in met.page
    return {
        "accept": met.accepted,
        "reject": met.refused,
        "reject; no file read": met.refused and "root:" not in met.said.content.decode(),
        "reject, no 500": met.refused,
        "reject; nested archives are not opened": met.refused,
        "reject, or serve as attachment from another host": met.refused,
        "reject or rename": met.refused or (met.accepted and met.file.name != name),
        "served only with nosniff, as attachment or from another host": met.refused
        or (met.not_sniffed and met.saved_only),
        "accept only if re-encoded, or served with nosniff": met.made_anew(content)
        and met.not_sniffed
        and b"<script" not in default_storage.open(met.file.key).read(),
        "served as attachment, nosniff, CSP sandbox": met.saved_only
        and met.not_sniffed
        and met.sandboxed,
        "stored under a generated name": met.generated_name and "/" not in met.file.name,
        "display name without bidi control": shown_name and not UNSEEN.search(met.page),
        "name escaped wherever shown": met.accepted
        and "<img src=x" not in met.page + met.said.content.decode()
        and "&lt;img src=x" in met.page,
        "accept with a shortened name, or 400; no 500": met.accepted and len(met.file.name) <= 100,
    }[case["expect"]]


def upload(client: Client, thread: Thread, case: dict[str, Any], content: bytes) -> Met:
    """Send the file with a message, and again without it if it is refused."""
    address = f"/d/{thread.uid}/messages"
    claims = case["claimed_content_type"]
    body = {"text": "Look", "files": sent(case["filename"], content, claims)}
    said = client.post(address, body, follow=True)
    assert said.status_code == 200
    file = File.objects.exclude(key="").first()
    served = client.get(f"/files/{file.uid}") if file else None
    return Met(said, file, client.get(thread.get_absolute_url()).content.decode(), served)


@pytest.mark.same_everywhere
@pytest.mark.corpora
def test_each_upload_meets_its_verdict(world: World, without_children: None) -> None:
    client = Client()
    client.force_login(world.amina)
    thread = start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.falls,
        title="Uploads",
        text="Here they are",
    )
    cases = json.loads(corpus("uploads.json").read_text())
    assert len(cases) > 15
    surprises = []
    for case in cases:
        content = base64.b64decode(case["content_b64"])
        met = upload(client, thread, case, content)
        if met.file:
            assert Message.objects.get(n=thread.last_n + 1).ref == met.file.carrier.ref
        if not verdict(met, case, content):
            errors = re.findall(r"Error: </span>(.*?)</p>", met.said.content.decode())
            surprises.append((case["filename"], case["expect"], errors))
        File.objects.all().delete()
        Message.objects.filter(n__gt=1).delete()
        Thread.objects.update(last_n=1)
    assert surprises == []
