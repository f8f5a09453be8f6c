"""When and where the demo story is told."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from collab.base.accounts.models import Person
from collab.demo import reading, story
from collab.demo.moments import moment

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("52 minutes ago", "2026-11-26 11:08"),
        ("3 hours ago", "2026-11-26 09:00"),
        ("1 day ago, 5:41pm", "2026-11-25 17:41"),
        ("3 days ago, 12:05am", "2026-11-23 00:05"),
        ("3 days ago, 12:05pm", "2026-11-23 12:05"),
    ],
)
def test_moments_are_told_from_now(words: str, said: str) -> None:
    assert f"{moment(words, now=NOON):%Y-%m-%d %H:%M}" == said


def test_a_time_of_day_is_what_the_clock_in_london_showed() -> None:
    summer = moment("100 days ago, 9:00am", now=NOON)
    assert timezone.localtime(summer).hour == 9
    assert summer.utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize("words", ["yesterday", "3 days ago", "5:41pm", "2 weeks ago"])
def test_a_moment_said_in_another_way_is_refused_with_the_right_words(words: str) -> None:
    with pytest.raises(ValueError, match="3 days ago, 10:18am"):
        moment(words, now=NOON)


@pytest.mark.parametrize("hour", range(24))
def test_conversations_run_forwards_whenever_the_story_is_told(hour: int) -> None:
    now = NOON.replace(hour=hour, minute=5)
    threads = list(reading.threads())
    assert threads
    for thread in threads:
        told = [moment(message.at, now=now) for message in thread.messages]
        assert told == sorted(told), thread.key
        assert told[-1] < now


def test_versions_follow_each_other_and_what_is_said_of_them_comes_later() -> None:
    shared: dict[str, list[datetime]] = {}
    for document in reading.documents():
        shared.setdefault(document.key, []).append(moment(document.head["at"], now=NOON))
    assert all(at == sorted(at) for at in shared.values())
    about = [thread for thread in reading.threads() if "about" in thread.head]
    assert about
    for thread in about:
        assert shared[thread.head["about"]][0] < moment(thread.messages[0].at, now=NOON)


@pytest.mark.django_db
def test_production_is_refused_with_the_reason_and_nothing_is_written(settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="password is public"):
        call_command("seed_demo", if_empty=True)
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_a_story_that_breaks_off_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**kwargs: object) -> None:
        raise RuntimeError("no more room")

    monkeypatch.setattr(story, "post_message", fail)
    with pytest.raises(RuntimeError):
        story.tell_story(now=NOON)
    assert not Person.objects.exists()
