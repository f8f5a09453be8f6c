"""The directory is brought to what a file of the Organisation Data Service says."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from networks.actions.organisations import close_organisation, describe_organisation
from networks.models import Affiliation, Organisation, Succession
from networks.ods.layout import in_words
from tests.unit.ui.markup import words
from tests.world import World

WEST = "QUY"


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def line(code: str, name: str, **columns: str) -> list[str]:
    """One line of the file, of whose 27 columns most are empty."""
    place = {"geography": 3, "street": 4, "town": 7, "county": 8, "postcode": 9}
    place |= {"opened": 10, "closed": 11, "status": 12, "setting": 25}
    cells = [code, name, "Y58", WEST, *[""] * 23]
    for column, value in {"opened": "20130401", "status": "A", **columns}.items():
        cells[place[column]] = value
    return cells


@pytest.fixture
def read(world: World, tmp_path: Path) -> Iterator[object]:
    """Reads some lines, and says what the command said."""

    def read(*lines: list[str], **options: object) -> str:
        file = tmp_path / "etr.csv"
        with file.open("w", newline="") as into:
            csv.writer(into, quoting=csv.QUOTE_ALL).writerows(lines)
        out = StringIO()
        call_command("import_organisations", str(file), stdout=out, **options)
        return out.getvalue()

    return read


def count(said: str, what: str) -> int:
    return int(re.search(rf"([\d,]+)  {what}", said).group(1))


def found(code: str) -> Organisation:
    return Organisation.objects.get(ods_code=code)


def test_an_organisation_is_added_with_its_place_and_region(world: World, read) -> None:
    said = read(
        line(
            "RVJ",
            "NORTH BRISTOL NHS TRUST",
            street="SOUTHMEAD ROAD",
            town="BRISTOL",
            county="AVON",
            postcode="BS10 5NB",
        ),
        line("L81002", "CHALKFIELD SURGERY", setting="4", postcode="BS1 1AA"),
        line("VL123", "LARK HOUSE"),
        line("RYE", "SOUTH CENTRAL AMBULANCE SERVICE"),
    )
    assert count(said, "added") == 4
    trust = found("RVJ")
    assert (trust.name, trust.kind, trust.town) == ("North Bristol NHS Trust", "acute", "Bristol")
    assert (trust.postcode, trust.region) == ("BS10 5NB", world.west)
    assert str(trust.opened_on) == "2013-04-01"
    kinds = [found(code).kind for code in ("L81002", "VL123", "RYE")]
    assert kinds == ["primary_care", "care_home", "ambulance"]


def test_reading_the_same_file_again_changes_nothing(world: World, read) -> None:
    lines = [line("RVJ", "NORTH BRISTOL NHS TRUST"), line("RZ0", "SEVERNSIDE HOSPITALS")]
    read(*lines)
    before = list(Organisation.objects.order_by("pk").values())
    said = read(*lines)
    assert (count(said, "unchanged"), count(said, "added"), count(said, "changed")) == (2, 0, 0)
    assert list(Organisation.objects.order_by("pk").values()) == before


def test_a_name_that_changed_is_told_with_the_former_one(world: World, read) -> None:
    read(line("RZ0", "SEVERNSIDE HOSPITALS"))
    assert found("RZ0").former_name == ""
    said = read(line("RZ0", "SEVERNSIDE AND VALE HOSPITALS"))
    assert count(said, "changed") == 1
    assert (found("RZ0").name, found("RZ0").former_name) == (
        "Severnside and Vale Hospitals",
        "Severnside Hospitals",
    )


def test_what_a_steward_corrected_stays_until_the_service_says_something_new(
    world: World, read
) -> None:
    read(line("RZ0", "SEVERNSIDE HOSPITALS", postcode="BS1 1AA"))
    describe_organisation(
        by=world.steward,
        organisation=found("RZ0"),
        name="Severnside Hospitals Group",
        kind="community",
        ods_code="RZ0",
        former_name="",
        region=world.west,
        town="",
        postcode="BS1 1AA",
        started_from=found("RZ0").version,
    )
    said = read(line("RZ0", "SEVERNSIDE HOSPITALS", postcode="BS1 1AB"))
    assert count(said, "changed") == 1
    here = found("RZ0")
    assert (here.name, here.kind, here.postcode) == (
        "Severnside Hospitals Group",
        "community",
        "BS1 1AB",
    )


def test_one_that_closed_ends_what_its_people_held_and_keeps_its_page(
    world: World, read, client
) -> None:
    said = read(line("RZ0", "SEVERNSIDE HOSPITALS", status="C", closed="20261101"))
    assert count(said, "closed") == 1
    assert found("RZ0").closed_at
    assert not Affiliation.objects.current().filter(organisation=world.severnside).exists()
    assert client.get(f"/s/{world.ward.uid}").status_code == 404
    assert client.get("/o/RZ0").status_code == 200
    assert count(read(line("RZ0", "SEVERNSIDE HOSPITALS")), "reopened") == 1
    assert found("RZ0").closed_at is None


def test_what_was_closed_before_and_who_is_no_practice_is_left_out(world: World, read) -> None:
    said = read(
        line("RXX", "OLD TRUST", status="C", closed="20100331"),
        line("Y00001", "NIGHT HOSPICE", setting="0"),
    )
    assert count(said, "left out") == 2
    assert not Organisation.objects.filter(ods_code__in=["RXX", "Y00001"]).exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (line("R!", "TRUST"), "is no ODS code"),
        (line("RVJ", "   "), "Enter the organisation’s name"),
        (line("RVJ", "=1+1"), "begins a formula"),
        (line("RVJ", "TRUST", opened="1 April"), "is no day such as"),
        (line("RVJ", "TRUST", postcode="NOWHERE"), "is no postcode such as"),
        (line("RVJ", "TRUST")[:20], "It has 20 columns, not 27"),
        (line("RVJ", "T" * 201), "more than 200 characters"),
        (line("RVJ", "TR\x07UST"), "a character that is no text"),
        (line("RZ0", "AGAIN"), "stands in an earlier line too"),
    ],
)
def test_a_wrong_line_is_refused_with_its_number_and_the_others_are_taken(
    world: World, read, wrong: list[str], says: str
) -> None:
    said = read(line("RZ0", "SEVERNSIDE HOSPITALS"), wrong, line("VL123", "LARK HOUSE"))
    assert (count(said, "added"), count(said, "refused")) == (1, 1)
    assert f"line 2: {says}" in said or re.search(rf"line 2: .*{re.escape(says)}", said)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_stray_quotation_mark_and_empty_lines_spoil_no_other_line(
    world: World, tmp_path: Path, ending: str
) -> None:
    file, out = tmp_path / "etr.csv", StringIO()
    rows = [",".join(line(f"V{n:05}", f"LARK HOUSE {n}")) for n in range(60)]
    rows[10] = rows[10].replace("LARK", '"ST JOHNS')
    rows[40:40] = ["", "  "]
    file.write_text(ending.join([*rows, "", ""]), newline="")
    call_command("import_organisations", str(file), stdout=out)
    said = out.getvalue()
    assert (count(said, "added"), count(said, "refused")) == (59, 1)
    assert "line 11: A quotation mark in it is not closed." in said


def test_what_a_steward_closed_stays_closed_when_the_service_first_tells_of_it(
    world: World, read
) -> None:
    close_organisation(by=world.steward, organisation=world.kingsholm)
    said = read(line("RZ1", "KINGSHOLM INFIRMARY"))
    assert count(said, "reopened") == 0
    assert found("RZ1").closed_at
    assert count(read(line("RZ1", "KINGSHOLM INFIRMARY", postcode="GL1 3NN")), "reopened") == 0
    assert found("RZ1").closed_at


def test_text_that_is_no_utf_8_is_refused_by_its_line(world: World, tmp_path: Path) -> None:
    file, out = tmp_path / "etr.csv", StringIO()
    rows = [",".join(line("RVJ", "CAF\xe9 HOUSE")), ",".join(line("VL123", "LARK HOUSE"))]
    file.write_bytes("\r\n".join(rows).encode("latin-1"))
    call_command("import_organisations", str(file), stdout=out)
    assert "line 1: It has a character that is no text" in out.getvalue()
    assert count(out.getvalue(), "added") == 1


def test_who_succeeded_whom_is_kept(world: World, read, client) -> None:
    said = read(
        ["RZ1", "RZ0", "M", "20260401", "Y"],
        ["RZ1", "NONE", "M", "20260401", "Y"],
        ["RZ0", "RZ0", "M", "", "Y"],
    )
    assert (count(said, "successions"), count(said, "refused")) == (1, 2)
    assert "line 2: No organisation here has the code NONE. Import its file first." in said
    [kept] = Succession.objects.all()
    assert (kept.predecessor, kept.successor) == (world.kingsholm, world.severnside)
    assert count(read(["RZ1", "RZ0", "M", "20260401", "Y"]), "successions") == 0
    former, later = (words(client.get(f"/o/{code}").content.decode()) for code in ("RZ1", "RZ0"))
    assert "Became part of Severnside Hospitals , 1 April 2026" in former
    assert "Took over from Kingsholm Infirmary , 1 April 2026" in later


def test_a_file_of_neither_layout_changes_nothing(world: World, read, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"Line 1 has 3 columns.*Nothing changed"):
        read(["code", "name", "town"])
    with pytest.raises(CommandError, match="There is no file to read"):
        call_command("import_organisations", str(tmp_path / "none.csv"))


def test_it_is_done_by_a_steward(world: World, read) -> None:
    with pytest.raises(CommandError, match=r"ben.hughes@people.example is no national steward"):
        read(line("RVJ", "TRUST"), by="ben.hughes@people.example")
    assert not Organisation.objects.filter(ods_code="RVJ").exists()


def test_at_a_terminal_a_bar_shows_how_far_it_is(world: World, tmp_path: Path) -> None:
    file, bar = tmp_path / "etr.csv", Terminal()
    with file.open("w", newline="") as into:
        csv.writer(into).writerows(line(f"V{n:05}", f"LARK HOUSE {n}") for n in range(60))
    call_command("import_organisations", str(file), stdout=StringIO(), stderr=bar)
    assert re.findall(r"([0-9]+) of 60", bar.getvalue()) == ["50", "60"]
    assert bar.getvalue().endswith(f"[{'#' * 30}] 60 of 60\n")


@pytest.mark.parametrize(
    ("capitals", "words"),
    [
        ("NORTH BRISTOL NHS TRUST", "North Bristol NHS Trust"),
        ("ROYAL DEVON AND EXETER", "Royal Devon and Exeter"),
        ("STOKE-ON-TRENT (NORTH) SURGERY", "Stoke-On-Trent (North) Surgery"),
        ("The Limes", "The Limes"),
        ("DR A.B. KHAN & PARTNERS", "Dr A.B. Khan & Partners"),
    ],
)
def test_a_name_in_capitals_is_written_as_one_writes_it(capitals: str, words: str) -> None:
    assert in_words(capitals) == words
