"""Two years of writing, in the order in which it happened."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Any

from collab.base.access.uid import new_uid
from collab.interventions.events import InterventionRevised, InterventionShared
from collab.interventions.models import Intervention, Version
from collab.notifications.models import Notice
from discussions import events
from discussions.actions import rendered
from discussions.actions.writing import GOES_ON
from discussions.models import Mention, Message, Revision, Thread
from networks.models import Mark

from . import texts
from .network import Network, Writer
from .sizes import Sizes, shares
from .spaces import Home

SECONDS = 2 * 365 * 24 * 3600
"""For so long people have written."""
MOST_WRITERS = 300
"""In one discussion."""
NAMES_SOMEBODY = 0.01
"""Of messages."""
OPENED = 0.3
"""Of the notices of what nobody has read otherwise."""
JUST_READ = 5
"""Messages that were read last: their notices are not closed yet."""
NOTICES_LAST = timedelta(days=365)
CHANGED_AFTER = timedelta(minutes=12)
"""When an author sees what they would rather have said."""


@dataclass
class Talk:
    """A discussion as it goes on."""

    home: Home
    number: int
    """How many messages it comes to."""
    ends: float = 0.0
    id: int = 0
    uid: str = field(default_factory=new_uid)
    n: int = 0
    writers: list[Writer] = field(default_factory=list)
    last: tuple[Writer, datetime] | None = None
    by: int = 0
    """Who started it."""
    read: dict[int, int] = field(default_factory=dict)
    """How far those who write in it will have read, by their ids."""
    latest: deque[tuple[int, int]] = field(default_factory=lambda: deque(maxlen=8))
    """The last messages, each with who wrote it."""


@dataclass
class Paper:
    """An intervention as it is revised."""

    home: Home
    number: int
    """How many versions it comes to."""
    said: tuple[dict[str, Any], dict[str, Any]]
    """Its text in odd and in even versions."""
    changed: float = 0.0
    id: int = 0
    uid: str = field(default_factory=new_uid)
    n: int = 0


class Writing:
    """Everything that was shared and said.

    Args:
        network: who is there.
        homes: where they write, the largest space first.
    """

    def __init__(self, network: Network, homes: list[Home], random: Random) -> None:
        self.network, self.homes, self.random = network, homes, random
        self.tables, self.streams = network.tables, network.streams
        self.began = network.now - timedelta(seconds=SECONDS)
        self.shared: dict[str, list[str]] = {}
        self.later: list[tuple[datetime, int, dict[str, Any]]] = []
        """What will have been edited or removed, to be told in its turn."""

    def happen(self, sizes: Sizes) -> None:
        papers = list(self._papers(sizes.interventions))
        talks = list(self._talks(sizes.messages, sizes.threads))
        moments: list[tuple[float, Paper | Talk]] = []
        moments += self._moments_of_papers(papers)
        moments += self._moments_of_talks(talks)
        moments.sort(key=lambda moment: moment[0])
        for seconds, what in moments:
            at = self.began + timedelta(seconds=seconds)
            self._tell_until(at)
            if isinstance(what, Talk):
                self._say(what, at)
            else:
                self._save(what, at)
        self._tell_until(self.network.now)
        self._read(talks)

    # What there will be, and when

    def _papers(self, number: int) -> Iterator[Paper]:
        for home, of_space in zip(self.homes, shares(number, len(self.homes)), strict=True):
            for n in range(of_space):
                number = 60 if n == 0 else self.random.choice((1, 1, 1, 1, 2))
                yield Paper(home, number, self.random.choice(texts.documents()))

    def _talks(self, messages: int, threads: int) -> Iterator[Talk]:
        """The longest in the largest space; each space has one at least."""
        weights = shares(threads, len(self.homes))
        rest = self.random.choices(self.homes, weights, k=threads - len(self.homes))
        for home, number in zip([*self.homes, *rest], shares(messages, threads), strict=True):
            writers = self.random.sample(
                home.writers, min(len(home.writers), MOST_WRITERS, 2 + int(number**0.6))
            )
            yield Talk(home, number, writers=writers)

    def _moments_of_papers(self, papers: list[Paper]) -> Iterator[tuple[float, Paper]]:
        for paper in papers:
            moments = sorted(self.random.random() * SECONDS for _ in range(paper.number))
            paper.changed = moments[-1]
            for moment in moments:
                yield moment, paper

    def _moments_of_talks(self, talks: list[Talk]) -> Iterator[tuple[float, Talk]]:
        random = self.random.random
        for talk in talks:
            begins = random() * SECONDS * (0.1 if talk.number > 1_000 else 1)
            lasts = min(SECONDS - begins, talk.number * 6 * 3600)
            moments = [begins + random() * lasts for _ in range(talk.number)]
            talk.ends = max(moments)
            for moment in moments:
                yield moment, talk

    # It happens

    def _save(self, paper: Paper, at: datetime) -> None:
        writer = self.random.choice(paper.home.writers)
        paper.n += 1
        whose = {"by_id": writer.person, "for_organisation_id": writer.organisation, "at": at}
        if paper.n == 1:
            changed_at = self.began + timedelta(seconds=paper.changed)
            paper.id = self.tables.add(
                Intervention,
                uid=paper.uid,
                space_id=paper.home.space.id,
                reach=paper.home.reach,
                number=paper.number,
                changed_at=changed_at,
                **whose,
                **paper.said[1 - paper.number % 2],
            )
            self.shared.setdefault(paper.home.stream, []).append(paper.uid)
        self.tables.add(
            Version,
            intervention_id=paper.id,
            number=paper.n,
            started_from=paper.n - 1 or None,
            note="" if paper.n == 1 else "What we learned on nights",
            **whose,
            **paper.said[1 - paper.n % 2],
        )
        self.streams.record(
            InterventionShared if paper.n == 1 else InterventionRevised,
            paper.home.stream,
            subject=f"intervention:{paper.uid}",
            version=paper.n,
            by=writer.person,
            at=at,
            reach=paper.home.reach,
        )

    def _say(self, talk: Talk, at: datetime) -> None:
        random = self.random.random
        writer = self.random.choice(talk.writers)
        follows = False
        if talk.last and at - talk.last[1] < GOES_ON:
            writer = self.random.choice((writer, talk.last[0]))
            follows = writer == talk.last[0]
        if talk.n == 0:
            self._start(talk, writer, at)
        talk.n += 1
        talk.last = writer, at
        uid = new_uid()
        quotes = self.random.choice(talk.latest) if talk.n > 1 and random() < 0.08 else None
        fields: dict[str, Any] = {
            "uid": uid,
            "thread_id": talk.id,
            "n": talk.n,
            "by_id": writer.person,
            "for_organisation_id": writer.organisation,
            "follows": follows,
            "quotes_id": quotes and quotes[0],
            "at": at,
            **self.random.choice(texts.messages()),
        }
        told: dict[int, str] = {talk.by: Notice.Why.ANSWERED}
        if quotes:
            told[quotes[1]] = Notice.Why.ANSWERED
        if random() < 0.015 and at + CHANGED_AFTER < self.network.now:
            message = self._change(talk, fields, at + CHANGED_AFTER)
        elif random() < NAMES_SOMEBODY:
            named = self.random.choice(talk.writers).person
            body = f"{fields['body']}\n\n@{self.network.name_of(named)}"
            message = self.tables.add(Message, **(fields | {"body": body} | rendered(body)))
            self.tables.add(Mention, message_id=message, person_id=named)
            told[named] = Notice.Why.MENTIONED
        else:
            message = self.tables.add(Message, **fields)
        talk.latest.append((message, writer.person))
        self._tell(events.MessagePosted, talk, uid, 1, writer.person, at)
        self._give_notices(talk, uid, writer.person, at, told)

    def _give_notices(
        self, talk: Talk, uid: str, by: int, at: datetime, told: dict[int, str]
    ) -> None:
        """Let these people know of a message, if that is not so long ago that it is forgotten."""
        if at < self.network.now - NOTICES_LAST:
            return
        for person in told.keys() - {by}:
            is_read = talk.n <= talk.read.get(person, 0) - JUST_READ
            self.tables.add(
                Notice,
                person_id=person,
                why=told[person],
                stream=talk.home.stream,
                seq=self.streams.heads[talk.home.stream],
                event=events.MessagePosted.name,
                kind="message",
                subject=uid,
                within=f"thread:{talk.uid}",
                n=talk.n,
                actor_id=by,
                at=at,
                read_at=at if is_read or self.random.random() < OPENED else None,
            )

    def _start(self, talk: Talk, writer: Writer, at: datetime) -> None:
        shared = self.shared.get(talk.home.stream)
        about = self.random.choice(shared) if shared and self.random.random() < 0.2 else ""
        talk.by = writer.person
        readers = {each.person for each in talk.writers[:40]} | {talk.by}
        talk.read = {person: self._read_of(talk.number) for person in readers}
        talk.id = self.tables.add(
            Thread,
            uid=talk.uid,
            space_id=talk.home.space.id,
            reach=talk.home.reach,
            title=self.random.choice(texts.titles()),
            about=f"intervention:{about}" if about else "",
            by_id=writer.person,
            for_organisation_id=writer.organisation,
            at=at,
            last_n=talk.number,
            last_at=self.began + timedelta(seconds=talk.ends),
        )
        self.streams.record(
            events.ThreadStarted,
            talk.home.stream,
            subject=f"thread:{talk.uid}",
            version=1,
            by=writer.person,
            at=at,
            reach=talk.home.reach,
        )

    def _change(self, talk: Talk, fields: dict[str, Any], at: datetime) -> int:
        """The message as its author edits or removes it; what it said first is kept."""
        said = {name: fields[name] for name in ("body", "body_html")}
        removed = self.random.random() < 0.3
        now: dict[str, Any] = (
            {"body": "", "body_html": "", "first_line": "", "removed_at": at}
            | {"removed_by_id": fields["by_id"]}
            if removed
            else {**self.random.choice(texts.messages()), "edited_at": at}
        )
        message = self.tables.add(Message, **(fields | now), version=2)
        self.tables.add(Revision, message_id=message, version=1, at=fields["at"], until=at, **said)
        event = events.MessageRemoved if removed else events.MessageEdited
        told = {"event": event, "talk": talk, "uid": fields["uid"], "by": fields["by_id"]}
        heappush(self.later, (at, message, told))
        return message

    def _tell_until(self, at: datetime) -> None:
        while self.later and self.later[0][0] <= at:
            changed_at, _message, told = heappop(self.later)
            self._tell(told["event"], told["talk"], told["uid"], 2, told["by"], changed_at)

    def _tell(self, event: Any, talk: Talk, uid: str, version: int, by: int, at: datetime) -> None:
        self.streams.record(
            event,
            talk.home.stream,
            subject=f"message:{uid}",
            within=f"thread:{talk.uid}",
            version=version,
            by=by,
            at=at,
            reach=talk.home.reach,
        )

    # And is read

    def _read(self, talks: list[Talk]) -> None:
        """Those who write in a discussion have read most of it, and so has everybody in a space."""
        for talk in talks:
            for person, n in talk.read.items():
                self._mark(person, f"thread:{talk.uid}", n)
        for home in self.homes:
            for person in {writer.person for writer in home.writers}:
                far = self._read_of(self.streams.heads[home.stream])
                self._mark(person, f"space:{home.space.uid}", far)

    def _read_of(self, end: int) -> int:
        return end if self.random.random() < 0.7 else self.random.randrange(end) + 1

    def _mark(self, person: int, subject: str, n: int) -> None:
        self.tables.add(
            Mark, person_id=person, subject=subject, n=n, at=self.network.now - timedelta(days=2)
        )
