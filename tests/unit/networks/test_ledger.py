"""What happened: one row a write, numbered without gaps."""

import pytest
from django.db import transaction

from collab.base.access.subjects import Ref
from networks import events
from networks.ledger import head_of, record
from networks.models import LedgerRow, Space
from tests.world import World


def tell(world: World, space: Space) -> LedgerRow:
    with transaction.atomic():
        return record(
            events.SpaceOpened,
            stream=space.stream,
            subject=Ref("space", space.uid),
            version=1,
            by=world.lead,
        )


def test_numbers_have_no_gaps_and_streams_do_not_share_them(world: World) -> None:
    first, other = head_of(world.falls.stream)[1], head_of(world.surgery.stream)[1]
    for _ in range(3):
        tell(world, world.falls)
    tell(world, world.surgery)
    seqs = LedgerRow.objects.filter(stream=world.falls.stream).values_list("seq", flat=True)
    assert sorted(seqs) == list(range(1, first + 4))
    assert head_of(world.surgery.stream)[1] == other + 1


def test_a_number_taken_by_what_failed_is_given_again(world: World) -> None:
    before = head_of(world.falls.stream)[1]
    with pytest.raises(RuntimeError), transaction.atomic():
        tell(world, world.falls)
        raise RuntimeError
    assert tell(world, world.falls).seq == before + 1


def test_a_stream_that_nobody_opened_tells_nothing(world: World) -> None:
    with pytest.raises(LookupError, match="never opened"), transaction.atomic():
        record(
            events.SpaceOpened,
            stream="s:NOWHERE",
            subject=Ref("space", world.falls.uid),
            version=1,
            by=world.lead,
        )


def test_the_ledger_keeps_references_and_no_text() -> None:
    kinds = {field.get_internal_type() for field in LedgerRow._meta.get_fields()}
    assert "TextField" not in kinds
    assert all(field.max_length <= 40 for field in LedgerRow._meta.fields if field.max_length)


def test_a_stream_that_nobody_opened_has_no_head(db: None) -> None:
    with pytest.raises(LookupError, match="never opened"):
        head_of("s:NOBODYOPENED")
