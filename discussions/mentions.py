"""Naming people in a message: "@" and the full name of somebody who takes part in the space.

It is plain text, as somebody on a phone types it. What names nobody there stays as it is, so a
message tells nothing of who else has an account.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from html import escape
from itertools import islice
from string import ascii_lowercase, ascii_uppercase

from django.db.models import Q
from django.db.models.functions import Lower

from collab.base.accounts.models import Person
from networks.members import people_in
from networks.models import Space

from .models import Mention, Message

MOST = 20
"""People whom one message names; whoever comes after them is not told."""
LOOKED_AT = 200
"""As many times "@" is looked at in one message; nobody names more by hand."""
OFFERED = 6
"""People who are offered as somebody types a name."""
WORDS = 10
"""As many words of a name are looked at."""
AT = re.compile(r"(?<![\w@./])@(?=[^\W\d_])")
WORD = re.compile(r"[^\W\d_][\w’'.-]*")
CODE = re.compile(r"(`+).+?\1|^ {0,3}~~~.*?(?:^ {0,3}~~~|\Z)", re.DOTALL | re.MULTILINE)
TAG = re.compile(r"(<[^>]*>)")
IN_ASCII = str.maketrans(ascii_uppercase, ascii_lowercase)
"""All that SQLite makes small; a name with other capitals is looked for as it was typed too."""
NOT_WITHIN = {"a", "code", "pre"}


def mentioned_in(text: str, space: Space) -> list[Person]:
    """Whom a message in a space names, in the order in which it does."""
    names = list(dict.fromkeys(name for found in _after_each_at(text) for name in found))
    if not names:
        return []
    small = {each for name in names for each in (name.lower(), name.translate(IN_ASCII))}
    there = people_in(space).annotate(small=Lower("name")).filter(small__in=small)
    by_name: dict[str, list[Person]] = {}
    for person in there.order_by("pk"):
        by_name.setdefault(person.name.lower(), []).append(person)
    people: dict[int, Person] = {}
    for found in _after_each_at(text):
        name = next((name.lower() for name in found if name.lower() in by_name), "")
        people |= {person.pk: person for person in by_name.get(name, [])}
    return list(people.values())[:MOST]


def _after_each_at(text: str) -> Iterator[list[str]]:
    """What each "@" outside of code may name, the longest name first."""
    text = CODE.sub("`", text)
    for at in islice(AT.finditer(text), LOOKED_AT):
        words: list[str] = []
        end = at.end()
        while len(words) < WORDS and (word := WORD.match(text, end)):
            words.append(word.group())
            end = word.end() + 1
            if text[word.end() : end] != " ":
                break
        names = (" ".join(words[:count]) for count in range(len(words), 0, -1))
        yield [each for name in names for each in _endings_of(name)]


def _endings_of(name: str) -> Iterable[str]:
    """A name as it stands, before a full stop, and as that of an owner."""
    bare = name.rstrip("’'.-").removesuffix("’s").removesuffix("'s")
    return dict.fromkeys((name, name.removesuffix("."), bare))


def with_mentions(html: str, people: Iterable[Person]) -> str:
    """The HTML of a message with a quiet mark around each name that it mentions.

    Only text outside of tags is looked at, and only tags of ours are added, so what was safe stays
    so.
    """
    names = sorted({escape(person.name, quote=False) for person in people}, key=len, reverse=True)
    if not names:
        return html
    mention = re.compile("@(?:" + "|".join(map(re.escape, names)) + r")(?!\w)", re.IGNORECASE)
    within: list[str] = []
    parts = []
    for part in TAG.split(html):
        if part.startswith("<"):
            _enter_or_leave(part, within)
            parts.append(part)
        else:
            parts.append(part if within else mention.sub(_marked, part))
    return "".join(parts)


def _marked(found: re.Match[str]) -> str:
    return f'<b class="app-mention">{found.group()}</b>'


def _enter_or_leave(tag: str, within: list[str]) -> None:
    name = tag.strip("</>").split(" ")[0].lower()
    if name not in NOT_WITHIN:
        return
    if not tag.startswith("</"):
        within.append(name)
    elif name in within:
        within.remove(name)


def mentions_are(message: Message, people: Collection[Person]) -> None:
    """Remember whom a message names now, in the transaction that writes it."""
    if people:
        mentions = (Mention(message=message, person=person) for person in people)
        Mention.objects.bulk_create(mentions, ignore_conflicts=True)


def named_like(beginning: str, space: Space) -> list[Person]:
    """Some who take part in a space and of whose name a word begins so, by name."""
    begins = Q(name__istartswith=beginning) | Q(name__icontains=f" {beginning}")
    return list(people_in(space).filter(begins).order_by("name", "uid")[:OFFERED])
