"""Tables that a lead takes along."""

import csv
import json
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from collab.base.security.log import Kind
from collab.base.security.models import SecurityEntry
from collab.base.ui.sheets import LONGEST_CELL, as_xlsx
from collab.desk.members import people as people_of
from collab.spread.counting import count_what_changed
from collab.spread.models import InCommon
from discussions.actions import start_thread
from networks.models import Membership, Organisation
from tests.corpora import corpus
from tests.world import World


def take(client: Client, world: World, name: str, suffix: str = "csv") -> object:
    return client.post(f"/c/{world.west.uid}/tables/{name}.{suffix}")


def rows(answer: object) -> list[dict[str, str]]:
    text = answer.content.decode().removeprefix("\ufeff")
    return list(csv.DictReader(StringIO(text, newline="")))


@pytest.fixture
def lead(world: World, client: Client) -> Client:
    client.force_login(world.lead)
    return client


def test_a_lead_takes_the_people_along_and_the_log_says_so(world: World, lead: Client) -> None:
    answer = take(lead, world, "people")
    assert answer["Content-Disposition"].startswith('attachment; filename="people-')
    found = {row["Name"]: row for row in rows(answer)}
    everybody = people_of(world.west, {})
    assert set(found) == {each.name for each in everybody}, "as the directory has them"
    assert found["Ben Hughes"]["Role there"] == "Safety lead"
    assert found["Amina Okafor"]["Patient Safety Fellow"] == "Yes"
    assert "Olu Adeyemi" not in found and "Elif Kaya" not in found
    assert "@" not in answer.content.decode()
    entry = SecurityEntry.objects.filter(kind=Kind.EXPORTED).get()
    assert (entry.by, entry.details["table"]) == (world.lead.uid, "people")
    assert entry.details["rows"] == len(found)


def test_organisations_and_their_months_count_what_the_lead_sees(
    world: World, lead: Client
) -> None:
    for space, by in ((world.falls, world.amina), (world.ward, world.amina)):
        start_thread(
            by=by, for_organisation=world.severnside, space=space, title="Which?", text="Which?"
        )
    count_what_changed(timezone.now())
    of = {row["Organisation"]: row for row in rows(take(lead, world, "organisations"))}
    assert of["Severnside Hospitals"]["Messages in 12 months"] == "1"  # the ward's is not hers
    assert of["Severnside Hospitals"]["People"] == "2"
    [month] = rows(take(lead, world, "activity"))
    assert (month["Organisation"], month["Messages"]) == ("Severnside Hospitals", "1")


def test_organisations_come_by_name(world: World, lead: Client) -> None:
    for name in ("avon Vale", "Avon and Wiltshire", "Zeal House"):
        joined = Organisation.objects.create(name=name, kind="care_home")
        Membership.objects.create(
            organisation=joined, collaborative=world.west, by=world.lead, since=timezone.now()
        )
    names = [row["Organisation"] for row in rows(take(lead, world, "organisations"))]
    assert names == sorted(names, key=str.lower)
    assert names[:2] == ["Avon and Wiltshire", "avon Vale"]


def test_all_pairs_are_taken_along_of_what_the_lead_sees(world: World, lead: Client) -> None:
    one, other = sorted((world.severnside, world.kingsholm), key=lambda each: each.pk)
    for space, things in ((world.surgery, 2), (world.falls, 3), (world.ward, 5)):
        InCommon.objects.create(space=space, one=one, other=other, things=things)
    [pair] = rows(take(lead, world, "pairs"))
    assert (pair["Organisation"], pair["And"]) == (one.name, other.name)
    assert (pair["ODS code"], pair["ODS code of the other"]) == (one.ods_code, other.ods_code)
    assert pair["Things in common in 12 months"] == "5"  # the ward's are not hers


def test_nobody_else_takes_them(world: World, client: Client) -> None:
    client.force_login(world.ben)
    assert take(client, world, "people").status_code == 403
    client.force_login(world.lead)
    assert client.post(f"/c/{world.east.uid}/tables/people.csv").status_code == 403
    assert take(client, world, "passwords").status_code == 404
    assert take(client, world, "people", "pdf").status_code == 404
    assert client.get(f"/c/{world.west.uid}/tables/people.csv").status_code == 405
    assert not SecurityEntry.objects.filter(kind=Kind.EXPORTED).exists()


@pytest.mark.corpora
def test_no_cell_of_a_workbook_is_a_formula(world: World, lead: Client) -> None:
    cells = [each["cell"] for each in json.loads(corpus("csv-formulas.json").read_text())]
    assert len(cells) > 5
    book = ZipFile(BytesIO(as_xlsx(["Name"], [[cell] for cell in cells])))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count('t="s"') == len(cells) + 1, "each cell says that it is text"
    assert "<f>" not in sheet and "<hyperlink" not in sheet
    Organisation.objects.filter(pk=world.severnside.pk).update(name="=1+1")
    assert "'=1+1" in take(lead, world, "organisations").content.decode()


def test_a_workbook_holds_days_numbers_and_text(world: World, lead: Client) -> None:
    answer = take(lead, world, "organisations", "xlsx")
    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0)
    head, *found = sheet.to_python()
    row = dict(zip(head, next(each for each in found if "Severnside" in each[0]), strict=True))
    assert row["ODS code"] == "RZ0"
    assert row["People"] == 2
    assert row["Takes part since"].year >= 2026


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(as_xlsx(["x" * 40_000], [])))
    [[cell]] = book.get_sheet_by_index(0).to_python()
    assert len(cell) == LONGEST_CELL and cell.endswith("…")
