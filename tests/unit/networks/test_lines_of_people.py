"""Whom to invite, as people write it down."""

import json

import pytest

from networks.bulk.lines import Line, as_text, read
from tests.corpora import corpus

ADA = "ada@ward.example"


def of(text: str) -> list[tuple[str, ...]]:
    return [line[1:] for line in read(text)]


@pytest.mark.parametrize(
    "line",
    [
        f"{ADA}, Ada Mensah, RZ0, Safety lead",
        f"{ADA};Ada Mensah;RZ0;safety_lead",
        f"{ADA}\tAda Mensah\tRZ0\tSafety lead",
        f"Ada Mensah <{ADA}>, RZ0, safety lead",
        f'"Ada Mensah" <{ADA}>; RZ0; safety lead',
        f'Ada Mensah,{ADA},"RZ0",Safety Lead',
        f" {ADA} ,Ada Mensah ,Safety lead, RZ0",
    ],
)
def test_a_line_is_understood_in_many_forms(line):
    [(to, name, organisation, role)] = of(line)
    assert (to, name, organisation) == (ADA, "Ada Mensah", "RZ0")
    assert role.lower().replace("_", " ") == "safety lead"


def test_less_is_enough():
    assert of(ADA) == [(ADA, "", "", "")]
    assert of(f"{ADA}, sponsor") == [(ADA, "", "", "sponsor")]
    assert of(f'"Mensah, Ada" <{ADA}>') == [(ADA, "Mensah, Ada", "", "")]
    assert of(f'{ADA},"Kingsholm Infirmary, Gloucester",') == [
        (ADA, "Kingsholm Infirmary, Gloucester", "", "")
    ]


@pytest.mark.parametrize(
    "heads",
    [
        "E-mail;Full name;ODS;As",
        "Work email;Name;Trust;Role",
        "  EMAIL ADDRESS: ;Contact name;Organisation Code;Invite as",
    ],
)
def test_the_first_line_may_name_the_columns(heads):
    text = f"{heads}\r\n{ADA};Ada Mensah;RZ0;Member\r\n\r\nben@ward.example;Ben;;\r\n"
    assert read(text) == [
        Line(2, ADA, "Ada Mensah", "RZ0", "Member"),
        Line(4, "ben@ward.example", "Ben", "", ""),
    ]


def test_columns_may_stand_in_any_order_with_others_between():
    text = f"Surname,Phone,First name,ODS code,Organisation,Email\nMensah,0117,Ada,RZ0,Severn,{ADA}"
    assert of(text) == [(ADA, "Ada Mensah", "RZ0", "")]


def test_lines_keep_their_numbers_and_empty_ones_are_nothing():
    assert [line.n for line in read(f"\n{ADA}\n ,;\n\nb@ward.example\n")] == [2, 5]
    assert read("") == read(" \n,\n") == []


def test_a_table_becomes_lines_without_what_does_not_matter():
    rows = [
        ["Email", "Phone", "Name", "Organisation"],
        [ADA, "0117 496 0000", "Mensah, Ada", "Severnside"],
        ["b@ward.example", "", "Ben\nHughes", ""],
    ]
    text = as_text(rows)
    assert "0117" not in text
    assert of(text) == [
        (ADA, "Mensah, Ada", "Severnside", ""),
        ("b@ward.example", "Ben Hughes", "", ""),
    ]
    assert of(as_text([[ADA, "Ada", "RZ0", "Sponsor"]])) == [(ADA, "Ada", "RZ0", "Sponsor")]


def test_a_name_in_a_table_stays_a_name_whatever_it_is():
    heads = ["Email", "Name", "ODS code", "Role"]
    rows = [
        ["reception@ward.example", "Admin", "", ""],
        [ADA, "Member", "RZ0", ""],
        ["b@ward.example", "", "RZ0", "Sponsor"],
        ["c@ward.example", 'Bea "Bee, B" Orr', "", ""],
    ]
    assert of(as_text([heads, *rows])) == [tuple(row) for row in rows]


def test_whatever_is_written_is_read_as_lines():
    naughty = json.loads(corpus("naughty-strings.json").read_text())
    cells = [each["cell"] for each in json.loads(corpus("csv-formulas.json").read_text())]
    assert len(naughty) > 400
    for text in [*naughty, *cells]:
        for line in (text, f"{ADA},{text}", f"{text};{ADA}", f"Email,Name\n{ADA},{text}"):
            for row in read(line):
                assert all("\n" not in cell and "\0" not in cell for cell in row[1:])
        read(as_text([[text, text], [ADA, text]]))


def test_a_very_long_line_takes_no_time():
    for text in ('"' * 150_000, "<" * 150_000, "a," * 75_000, f"{'a ' * 50_000}<b@c.example"):
        read(text)
