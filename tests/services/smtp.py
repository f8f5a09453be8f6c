from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services.process import free_port

Answer = Callable[[str], str]


class Sink:
    """A mail server that keeps what it takes. ``answer_to`` may refuse: it gets the address and
    gives the server's answer, such as "550 nobody of that name"."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.received: list[Message] = []
        self.answer_to: Answer = lambda address: "250 OK"

    @property
    def counted(self) -> Counter[str]:
        """How often each Message-ID came."""
        return Counter(message["Message-ID"] for message in self.received)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answer_to(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.received.append(message_from_bytes(envelope.content))
        return "250 OK"


@contextmanager
def sink() -> Iterator[Sink]:
    """A mail server of our own on a free port."""
    taking = Sink(free_port())
    controller = Controller(taking, hostname="127.0.0.1", port=taking.port)
    controller.start()
    try:
        yield taking
    finally:
        controller.stop()
