"""Whatever is decided in whatever order: each text is read by those who saw it when it was written,
by those to whom it was opened afterwards, and by nobody else; over pages and over sockets."""

from dataclasses import dataclass, field
from random import Random

import pytest

from collab.base.access.permissions import may
from collab.base.live.batch import read_batch
from collab.base.live.source import AUDIENCES
from discussions.actions import edit_message, post_message, start_thread
from discussions.models import Message, Thread
from discussions.policies import READ_THREAD
from networks.actions.opening import close_older, open_older
from networks.actions.visibility import change_visibility, take_back_visibility
from networks.live import LedgerSource
from networks.models import Space, VisibilityChange
from tests.world import World, again

CIRCLES = ["public", "network", "members"]
"""The wider before the narrower; as an audience each has its number in this order."""
STEPS = 40


@dataclass
class Told:
    """A discussion as the rules have it, and for each of its texts who may read it."""

    circle: int
    opened_from: int | None = None
    touched: int = 0
    texts: dict[str, int] = field(default_factory=dict)


class Model:
    """The rules, in the plainest words, without a database."""

    def __init__(self) -> None:
        self.space = CIRCLES.index("members")
        self.threads: dict[str, Told] = {}
        self.changes: list[tuple[int, int, int]] = []
        self.now = 0

    def circle_of(self, uid: str) -> int:
        return max(self.space, self.threads[uid].circle)

    def write(self, uid: str, text: str) -> None:
        self.now += 1
        thread = self.threads.setdefault(uid, Told(self.space))
        thread.touched = self.now
        thread.texts[text] = self.circle_of(uid)

    def confine(self, told: Told, circle: int) -> None:
        if told.circle < circle:
            told.circle, told.opened_from = circle, None

    def decide(self, circle: int, since: int = -1) -> None:
        self.now += 1
        if circle < self.space:
            for told in self.threads.values():
                if told.touched > since:
                    self.confine(told, self.space)
        self.changes.append((self.space, circle, self.now))
        self.space = circle

    def take_back(self) -> None:
        before, after, since = self.changes.pop()
        self.decide(before, since if before < after else -1)
        self.changes.clear()

    def open(self, uid: str) -> None:
        told = self.threads[uid]
        if told.circle > self.space:
            self.now += 1
            told.touched = self.now
            told.opened_from, told.circle = told.circle, self.space
            told.texts = {text: min(who, told.circle) for text, who in told.texts.items()}

    def close(self, uid: str) -> None:
        told = self.threads[uid]
        if told.opened_from is not None:
            self.now += 1
            told.touched = self.now
            told.circle, told.opened_from = told.opened_from, None


class Story:
    """The same steps in the product and in the model, compared after each."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random, self.model, self.n = world, random, Model(), 0
        self.viewers = {
            world.people["anonymous"]: 0,
            world.signed_up: 0,
            world.outsider: 1,
            world.guest: 2,
            world.amina: 2,
            world.facilitator: 3,
        }
        self.seen = 0

    def step(self) -> None:
        steps = [self.write, self.start, self.edit, self.decide, self.decide, self.open]
        steps += [
            self.close,
            self.take_back,
            self.open,
            self.open,
            self.close,
            self.write,
            self.write,
        ]
        self.random.choice(steps if self.model.threads else [self.start])()
        self.compare()

    def text(self) -> str:
        self.n += 1
        return f"Text{self.n:04}"

    def some(self) -> Thread:
        return Thread.objects.get(uid=self.random.choice(sorted(self.model.threads)))

    def start(self) -> None:
        said = {"by": again(self.world.amina), "for_organisation": self.world.severnside}
        text = self.text()
        thread = start_thread(**said, space=self.world.falls, title="A question", text=text)
        self.model.write(thread.uid, text)

    def write(self) -> None:
        thread, text = self.some(), self.text()
        said = {"by": again(self.world.amina), "for_organisation": self.world.severnside}
        post_message(**said, thread=thread, text=text)
        self.model.write(thread.uid, text)

    def edit(self) -> None:
        thread, text = self.some(), self.text()
        message = Message.objects.filter(thread=thread).order_by("?").first()
        assert message is not None
        was = message.body
        edit_message(
            by=again(self.world.amina),
            for_organisation=self.world.severnside,
            message=message,
            text=text,
            started_from=message.version,
        )
        del self.model.threads[thread.uid].texts[was]
        self.model.write(thread.uid, text)

    def decide(self) -> None:
        space = Space.objects.get(pk=self.world.falls.pk)
        circle = self.random.choice([each for each in range(3) if each != self.model.space])
        change_visibility(
            by=again(self.world.lead),
            space=space,
            visible_to_whom=CIRCLES[circle],
            started_from=space.version,
        )
        self.model.decide(circle)

    def take_back(self) -> None:
        change = VisibilityChange.objects.latest_of(self.world.falls)
        if change and change.undone_at is None:
            take_back_visibility(by=again(self.world.lead), change=change)
            self.model.take_back()

    def open(self) -> None:
        thread = self.some()
        open_older(by=again(self.world.lead), thing=thread)
        self.model.open(thread.uid)

    def close(self) -> None:
        thread = self.some()
        close_older(by=again(self.world.lead), thing=thread)
        self.model.close(thread.uid)

    def compare(self) -> None:
        for viewer, audience in self.viewers.items():
            person = again(viewer) if viewer.pk else viewer
            seen = set(Thread.objects.visible_to(person).values_list("uid", flat=True))
            expected = {
                uid for uid in self.model.threads if audience >= min(self.model.circle_of(uid), 2)
            }
            assert seen == expected, (viewer, self.model.space)
            self.seen += len(seen)
            for thread in Thread.objects.select_related("space"):
                assert may(person, READ_THREAD, thread) == (thread.uid in seen)
        for uid, thread in self.model.threads.items():
            for text, circle in thread.texts.items():
                assert self.model.circle_of(uid) >= circle, text
            self.compare_sockets(uid)

    def compare_sockets(self, uid: str) -> None:
        """Who has a seat at all was asked above; here, what each seat would be told."""
        batch = read_batch(LedgerSource(), self.world.falls.stream, 0, {})
        for audience in AUDIENCES:
            if audience < self.model.space:
                continue  # nobody of these has a seat
            told = "".join(
                text
                for parcel in batch.parcels(audience, f"thread:{uid}", 0)
                for text in parcel.texts
            )
            for text in self.model.threads[uid].texts:
                if text in told:
                    assert audience >= self.model.circle_of(uid), (text, audience)
            if audience >= 2:
                assert all(text in told for text in self.model.threads[uid].texts)


@pytest.mark.parametrize(
    "seed",
    [0, 1, *(pytest.param(seed, marks=pytest.mark.same_everywhere) for seed in range(2, 6))],
)
def test_everybody_sees_what_the_rules_say(world: World, seed: int) -> None:
    story = Story(world, Random(seed))
    for _ in range(STEPS):
        story.step()
    assert story.seen > STEPS
