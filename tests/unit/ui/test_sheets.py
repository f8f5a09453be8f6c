import csv
import json
import re
import unicodedata
from io import StringIO

import pytest

from collab.base.ui.sheets import as_csv, safe_cell
from tests.corpora import corpus

NUMBER = re.compile(r"-\d+(\.\d+)?(,.*)?")


def begins_a_formula(cell: str) -> bool:
    plain = unicodedata.normalize("NFKC", cell).strip()
    return plain[:1] in {"=", "+", "-", "@", "\N{MINUS SIGN}"} and not NUMBER.fullmatch(cell)


@pytest.mark.corpora
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_cell_begins_a_formula_whatever_separates_cells(separator: str) -> None:
    cells = [each["cell"] for each in json.loads(corpus("csv-formulas.json").read_text())]
    assert len(cells) > 5
    for text in cells:
        written = as_csv(["Name"], [[text, "beside"]]).removeprefix("\ufeff")
        for row in csv.reader(StringIO(written, newline=""), delimiter=separator):
            assert [cell for cell in row if begins_a_formula(cell)] == [], text


@pytest.mark.corpora
def test_what_is_no_formula_stays_readable() -> None:
    cells = json.loads(corpus("csv-formulas.json").read_text())
    honest = [each["cell"] for each in cells if each["kind"].startswith("legitimate")]
    assert honest
    for text in honest:
        assert safe_cell(text).removeprefix("'") == text
    assert safe_cell("-5") == "-5"
    assert safe_cell("Falls; 12% fewer, since March - and still") == (
        "Falls; 12% fewer, since March - and still"
    )


def test_a_table_is_read_back_as_it_was() -> None:
    rows = [["Amina Okafor", "“quoted”, and\na second line"], ["Ben", 7]]
    text = as_csv(["Who", "What"], rows)
    assert text.startswith("\ufeff")
    read = list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))
    assert read == [["Who", "What"], *[[str(cell) for cell in row] for row in rows]]
