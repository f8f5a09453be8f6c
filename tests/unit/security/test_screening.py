"""Patient identifiers are found before a text is kept, and little else is."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collab.base.security.screening import CLASSES, passes_modulus_11, screen
from tests.corpora import corpus
from tests.unit.cost import cost_of

# From the range that begins with 999, kept for tests and never given to anyone.
NUMBER = "9990000018"


def found(text: str) -> list[tuple[str, str]]:
    return [(finding.kind, text[finding.start : finding.end]) for finding in screen(text)]


@pytest.mark.corpora
def test_the_corpus_is_found_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    sentences = json.loads(corpus("identifiable-text.json").read_text())
    share = {}
    for kind in CLASSES:
        expecting = [each["text"] for each in sentences if kind in each["expect"]]
        if expecting:
            share[kind] = share_of(kind, expecting)
    harmless = [each["text"] for each in sentences if not each["expect"]]
    assert len(harmless) > 10
    right = 1 - sum(bool(screen(text)) for text in harmless) / len(harmless)
    with capsys.disabled():
        print(f"\nscreening: {share}, left alone: {right:.1%} of {len(harmless)}")
    assert share.pop("nhs_number") == 1
    assert len(share) >= 1
    assert all(each >= 0.95 for each in share.values())
    assert right >= 0.95


def share_of(kind: str, texts: list[str]) -> float:
    return sum(kind in {finding.kind for finding in screen(text)} for text in texts) / len(texts)


def test_modulus_11_holds_for_its_published_example() -> None:
    assert passes_modulus_11("9434765919")
    assert not passes_modulus_11("9434765918")
    assert passes_modulus_11(NUMBER)


@pytest.mark.parametrize(
    "written",
    [
        "9990000018",
        "999 000 0018",
        "999-000-0018",
        "999.000.0018",
        "999\N{THIN SPACE}000\N{NO-BREAK SPACE}0018",
        "999\N{EN DASH}000\N{MINUS SIGN}0018",
        "999\N{ZERO WIDTH SPACE}000\N{WORD JOINER}0018",
        "999\n000\n0018",
        "9 9 9 0 0 0 0 0 1 8",
        "９９９ ０００ ００１８",
        "999**000**0018",
        "999&nbsp;000&#160;0018",
        "999</b>000<i>0018",
    ],
)
def test_an_nhs_number_is_found_however_it_is_written(written: str) -> None:
    assert found(f"Label {written}, seen twice") == [("nhs_number", written)]


def test_after_the_words_nhs_number_any_groups_count() -> None:
    assert found("NHS no: 99 90 00 00 18") == [("nhs_number", "99 90 00 00 18")]
    assert found("NHS 99900 00018") == [("nhs_number", "99900 00018")]
    assert found("Batch 99900 00018") == []


@pytest.mark.parametrize(
    "harmless",
    [
        "9990000019",
        "12345678901",
        "+44 999 000 0018",
        "978-999-000-0018",
        "999-000-0018-2",
        "0.9990000018",
        "1111111111 and 0123456789",
        "| 999 | 000 | 0018 |",
        "999, 000, 0018",
        "ext 999 then 000 0018",
        "22/11/2026 14:30",
    ],
)
def test_other_numbers_are_left_alone(harmless: str) -> None:
    assert found(harmless) == []


def test_two_numbers_and_their_places_are_both_found() -> None:
    text = f"🙂 **{NUMBER}**,999 000 0018"
    assert found(text) == [("nhs_number", NUMBER), ("nhs_number", "999 000 0018")]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("DOB 03/07/1941", "03/07/1941"),
        ("d.o.b. 3.7.41", "3.7.41"),
        ("Date of birth: 3rd of July, 1941", "3rd of July, 1941"),
        ("**Date of birth:**\n1941-07-03", "1941-07-03"),
        ("| DOB | 03JUL1941 |", "03JUL1941"),
        ("born on Tuesday 3 July 1941", "3 July 1941"),
        ("born July 3, 1941", "July 3, 1941"),
        ("03/07/1941 (her date of birth)", "03/07/1941"),
        ("DOB ０３/０７/1941", "０３/０７/1941"),
        ("Mrs X, DOB03/07/1941, fell", "03/07/1941"),
        ("**DOB**03/07/1941", "03/07/1941"),
        ("DOB_03/07/1941", "03/07/1941"),
        ("<td>DOB</td><td>03/07/1941</td>", "03/07/1941"),
        ("Date of birth3 July 1941", "3 July 1941"),
        ("words " * 30 + "DOB3/7/41" + " words" * 30, "3/7/41"),
    ],
)
def test_a_date_of_birth_is_found_by_the_words_near_it(text: str, date: str) -> None:
    assert found(text) == [("date_of_birth", date)]


@pytest.mark.parametrize(
    "harmless",
    [
        "Reviewed on 3 July 2026",
        "Check name and date of birth at every dose",
        "Check name and date of birth. Reviewed 3 July 2026",
        "born in 1941",
        "The DOB field was empty on 12 forms",
        "DOB 45/13/1941",
        "stubborn 3/7/41",
    ],
)
def test_other_dates_are_left_alone(harmless: str) -> None:
    assert found(harmless) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mr Jones in bed 4 fell", "Jones"),
        ("Mrs Smith on ward 7 fell", "Smith"),
        ("Mr Jones’s frame was out of reach", "Jones"),
        ("Mrs Patel needed catheter care", "Patel"),
        ("Mrs Patel catheter was blocked", "Patel"),
        ("Mr Jones operation was cancelled", "Jones"),
        ("Mrs Patel Waterlow score is 18", "Patel Waterlow"),
        ("MR JOHN SMITH IN BED 4", "JOHN SMITH"),
        ("Mrs SMITH fell", "SMITH"),
        ("Patient: SMITH, John", "SMITH, John"),
        ("Patient name: John Smith", "John Smith"),
        ("Next of kin: Jane Smith", "Jane Smith"),
        ("Mrs Élodie fell", "Élodie"),
        ("Mrs E\N{COMBINING ACUTE ACCENT}lodie fell", "E\N{COMBINING ACUTE ACCENT}lodie"),
        ("Mr Özil, Mr ward", "Özil"),
        ("Mrs Łukasz fell", "Łukasz"),
        ("Mrs Иванова fell", "Иванова"),
        ("Mrs de Souza fell", "de Souza"),
        ("Mr van Dijk fell", "van Dijk"),
        ("Mr al-Hassan fell", "al-Hassan"),
        ("Mrs O’Brien’s line", "O’Brien"),
        ("Mr J. R. Hartley fell", "J. R. Hartley"),
        ("Mrs May and Mr Do", "May"),
        ("mrs pemberton fell", "pemberton"),
        ("mr jones in bed 4", "jones"),
        ("pt mrs patel", "patel"),
        ("mrs ward fell", "ward"),
        ("Miss Porter fell", "Porter"),
        ("MRS WARD FELL", "WARD"),
        ("Dr Patel ward round", "Patel"),
        ("told miss de souza", "de souza"),
        ("dr ahmed prescribed it", "ahmed"),
        ("Mrs <Smith> fell", "Smith"),
        ("Mr [Smith](https://x.example) fell", "Smith"),
        ("| Mr | Smith |", "Smith"),
        ("Mr.Smith fell", "Smith"),
        ("gave to Miss smith", "smith"),
        ("her mum Sarah rang", "Sarah"),
    ],
)
def test_a_name_is_found_by_what_stands_before_it(text: str, name: str) -> None:
    assert found(text)[0] == ("person", name)


@pytest.mark.parametrize(
    "harmless",
    [
        "Mr Whipple operation list was changed",
        "Mr Parkinson’s disease",
        "Parkinson’s disease, Foley catheter, Zimmer frame, Waterlow and Braden score",
        "Patient Yankauer sucker, pt Guedel airway, Patient Slide Sheet",
        "Pt Zimmer frame broke, patient Foley catheter too",
        "Datix sent, Yellow Card filled in",
        "MR scan, mr scan, MR SCAN, MR Angiogram, oxycodone MR tablets, metformin mr bd",
        "The form says Mr, Mrs or Ms; Mr and Mrs; mr/mrs",
        "Mrs S, Mr B and Ms JB",
        "dr informed, Dr to review, the dr saw her, dr bleeped, Dr. The patient",
        "MS nurse, ms relapse, she has ms and fell, 30 ms delay, MS Teams",
        "near miss reports, Near Miss Reporting, nurses miss breaks, staff may miss signs",
        "the master copy, Master List, Master Trainer",
        "Sir Robert Lister ward, Dr Gray’s Hospital, Lady Mary Hospital",
        "PATIENT SAFETY ALERT, PATIENT FELL TWICE, pt NBM, Patient: MRSA positive",
        "Consultant Anaesthetist, Nurse Practitioner, Sister on duty, Resident Doctor",
        "SpO2 <90, HR >100",
        "User Guide, Service User Network, Patient Group Direction",
    ],
)
def test_what_only_looks_like_a_name_is_left_alone(harmless: str) -> None:
    assert found(harmless) == []


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("see <NHS 999 000 0018> here", ("nhs_number", "999 000 0018")),
        ("<DOB 12/03/1941>", ("date_of_birth", "12/03/1941")),
        ("<Mrs Smith>", ("person", "Smith")),
        ("John <mary.jones@mail.example>", ("email", "mary.jones@mail.example")),
        ("<b Mrs Smith>fell</b>", ("person", "Smith")),
        ('<td title="NHS 999 000 0018">9</td>', ("nhs_number", "999 000 0018")),
        ('999<b class="x">000</b>0018', ("nhs_number", '999<b class="x">000</b>0018')),
    ],
)
def test_what_stands_in_angle_brackets_is_looked_at(text: str, finding: tuple[str, str]) -> None:
    assert found(text) == [finding]


def test_what_stands_in_a_tag_is_apart_from_the_text() -> None:
    assert found('<b class="999 000">x</b> 0018') == []
    assert found('0018 <b class="0018">999 000') == []


def test_a_finding_says_what_it_is() -> None:
    says = [finding.says for finding in screen(f"{NUMBER}, DOB 03/07/1941")]
    assert says == ["an NHS number", "a date of birth"]


def test_a_full_message_takes_less_than_five_milliseconds() -> None:
    message = (
        "Falls went from 9 to 4 a month on ward 12; see 22/11/2026 and **ring** 4471. " * 200
    )[:10_000]
    assert screen(message) == []
    assert cost_of(lambda: screen(message)) < 0.005


def test_so_does_a_full_message_about_many_people() -> None:
    message = (
        "Mrs Smith of bed 4 and <b>mr jones</b> fell at night; the dr was told and pt reviewed. "
        "Falls went from 9 to 4 a month on ward 12 since the nurse in charge has rung at 4am. " * 2
    )
    assert cost_of(lambda: screen((message * 60)[:10_000])) < 0.005


@pytest.mark.parametrize(
    "unit",
    [
        "1 ",
        "dob ",
        "1/1/",
        "nhs 1 ",
        "<a",
        "<b x>",
        "mr a ",
        "Mr A ",
        "Mr de ",
        "patient: A, ",
        "&#1;",
        "d o ",
        "3 july ",
    ],
)
def test_a_hostile_message_takes_less_than_a_tenth_of_a_second(unit: str) -> None:
    message = (unit * 10_000)[:10_000]
    assert cost_of(lambda: screen(message)) < 0.1


PIECES = st.sampled_from(
    ["999", "000", "0018", NUMBER, "dob ", "3/7/41", " July ", "born ", "NHS ", "&nbsp;", "<b>"]
)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.lists(PIECES | st.text(max_size=5), max_size=20).map("".join))
def test_any_text_can_be_screened_and_findings_lie_within_it(text: str) -> None:
    for finding in screen(text):
        assert 0 <= finding.start < finding.end <= len(text)
        assert any(character.isdigit() for character in text[finding.start : finding.end])


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.text(st.characters(categories=["L", "P", "Zs"]), max_size=30))
def test_a_number_is_found_whatever_words_stand_around_it(words: str) -> None:
    if words.rstrip().endswith(("-", "+")) or words.lstrip().startswith("-"):
        return
    assert ("nhs_number", NUMBER) in found(f"{words} {NUMBER} {words}")
