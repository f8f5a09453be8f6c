"""PDFs: what they may hold, and where words can stand in them."""

import pytest

from collab.base.files.checking import FileRefused, MayIdentify, checked
from tests.files import pdf, sent

pytestmark = pytest.mark.usefixtures("without_children")

PATIENT = "NHS number 999 158 8132"
IN_PIECES = PATIENT.encode("utf-16").hex()
SCRIPT = "<</S/JavaScript/JS(app.alert\\(1\\))>>"


def taken(content: bytes) -> str:
    with checked(sent("checks.pdf", content)) as file:
        return file.name


def stream(content: str, about: str = "") -> str:
    return f"<<{about}/Length {len(content)}>>stream\n{content}\nendstream"


def packed(content: str) -> bytes:
    """What opens it lies in a stream of objects, and its table is broken."""
    within = stream(f"7 0 {content}", "/Type/ObjStm/N 1/First 4")
    whole = pdf(catalog="/OpenAction 7 0 R", more=[within])
    return whole.replace(b"startxref\n", b"startxref\n9")


@pytest.mark.parametrize(
    "content",
    [
        pdf(trailer=f"/Info<</Title({PATIENT})>>"),
        pdf(trailer=f"/Info<</Title<{f'{PATIENT} Zoë '.encode('cp1252').hex()}9f>>>"),
        pdf(trailer=f"/Info<</Ward(7)/Patient({PATIENT})>>"),
        pdf(catalog=f"/AcroForm<</Fields[<</FT/Tx/T(name)/V({PATIENT})>>]>>"),
        pdf(catalog=f"/AcroForm<</Fields[<</FT/Tx/T(name)/DV<{IN_PIECES}>>>]>>"),
        pdf(catalog=f"/AcroForm<</Fields[<</FT/Tx/T(name)/TU({PATIENT})>>]>>"),
        pdf(catalog="/AcroForm<</Fields[<</FT/Tx/V(14/02/1950)/T(Date of birth)>>]>>"),
        pdf(catalog="/AcroForm<</Fields[<</FT/Tx/V 6 0 R>>]>>", more=[f"({PATIENT})"]),
        pdf(catalog="/AcroForm<</Fields[<</FT/Tx/V 6 0 R>>]>>", more=[stream(PATIENT)]),
        pdf(catalog=f"/AcroForm<</Fields[<</FT/Ch/Opt[(none)({PATIENT})]>>]>>"),
        pdf(catalog="/Outlines 6 0 R", more=["<</First 7 0 R>>", f"<</Title({PATIENT})>>"]),
        pdf(page=f"/Annots[<</Subtype/Text/Contents({PATIENT})>>]"),
        pdf(page=f"/Annots[<</Subtype/Text/RC(<p>{PATIENT}</p>)>>]"),
        pdf(
            page="/Annots[<</Subtype/Stamp/AP<</N 6 0 R>>>>]",
            more=[
                stream(
                    f"BT /F1 12 Tf ({PATIENT}) Tj ET",
                    "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F1 5 0 R>>>>",
                )
            ],
        ),
        pdf(
            catalog="/Metadata 6 0 R",
            more=[stream(f"<x><title>{PATIENT}</title></x>", "/Type/Metadata")],
        ),
        pdf(
            catalog="/Metadata 6 0 R",
            more=[stream(f"<x><d about='{PATIENT}'/><br></x>", "/Type/Metadata")],
        ),
        pdf(more=[f"<</Unused({PATIENT})>>"]),
    ],
)
def test_words_are_found_wherever_they_stand(content: bytes) -> None:
    with pytest.raises(MayIdentify, match="looks like"):
        taken(content)


EMBEDDED = "<</Type/Filespec/F(list.xlsx)/EF<</F 6 0 R>>>>"


@pytest.mark.parametrize(
    ("why", "content"),
    [
        ("acts", pdf(catalog=f"/OpenAction{SCRIPT}")),
        ("acts", pdf(catalog="/OpenAction<</S/Java#53cript/JS(a)>>")),
        ("acts", packed(SCRIPT)),
        ("acts", pdf(catalog="/OpenAction 6 0 R", more=["<</S/URI/URI(http://a.example)>>"])),
        ("acts", pdf(catalog="/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next<</S/Named/N/Print>>>>")),
        ("acts", pdf(catalog=f"/Names<</JavaScript<</Names[(a){SCRIPT}]>>>>")),
        ("acts", pdf(page="/Annots[<</Subtype/Link/A<</S/Launch/F(cmd.exe)>>>>]")),
        ("acts", pdf(page="/Annots[<</Subtype/Link/A<</S/SubmitForm/F(http://a.example)>>>>]")),
        ("acts", pdf(page="/Annots[<</Subtype/Link/A<</S/ImportData/F(a.fdf)>>>>]")),
        ("acts", pdf(page="/Annots[<</Subtype/Link/A<</S/GoToE/F(a.pdf)>>>>]")),
        ("acts", pdf(page="/Annots[<</Subtype/RichMedia>>]")),
        ("acts", pdf(page="/AA<</O<</S/URI/URI(http://a.example)>>>>")),
        ("acts", pdf(catalog="/AcroForm<</Fields[]/XFA 6 0 R>>", more=[stream("<xdp/>")])),
        ("files_inside", pdf(page="/Annots[<</Subtype/FileAttachment>>]")),
        ("files_inside", pdf(page=f"/Annots[<</Subtype/Text/FS{EMBEDDED}>>]", more=[stream("MZ")])),
        ("files_inside", pdf(more=[stream("MZ", "/Type/EmbeddedFile")])),
        (
            "files_inside",
            pdf(catalog=f"/Names<</EmbeddedFiles<</Names[(a){EMBEDDED}]>>>>", more=[stream("MZ")]),
        ),
        ("loads_from_elsewhere", pdf(more=[stream("", "/F(http://a.example/a)")])),
    ],
)
def test_nothing_in_a_pdf_runs_loads_or_hides(why: str, content: bytes) -> None:
    with pytest.raises(FileRefused) as refusal:
        taken(content)
    assert refusal.value.why == why


@pytest.mark.parametrize(
    "content",
    [
        pdf(catalog="/OpenAction[3 0 R/XYZ null null 0]"),
        pdf(catalog="/OpenAction<</S/GoTo/D[3 0 R/Fit]>>"),
        pdf(catalog="/OpenAction 6 0 R", more=["<</Type/Action/S/GoTo/D(first)>>"]),
        pdf(page="/Annots[<</Subtype/Link/A<</S/URI/URI(https://www.example.org)>>>>]"),
        pdf(catalog="/Names<</EmbeddedFiles<<>>>>"),
        pdf(page="/Annots null"),
        pdf(page="/Annots[<</Subtype/Stamp/AP<</N null>>>>]"),
        pdf(catalog="/AcroForm<</Fields[<</FT/Tx/T(ward)/V(7)>>]/DA(/F1 0 Tf 0 g)>>"),
        pdf(more=[f"<</S/URI/URI(https://www.example.org/{'a' * 1000})>>"] * 500),
        pdf(catalog="/Lost 98 0 R/More[99 0 R]"),
        pdf(trailer="/ID[<00ff10><00ff10>]/Info<</ModDate(D:20260214120000+00'00')>>"),
        pdf(more=["<</Font<</AA 5 0 R/EF 5 0 R/JS 5 0 R/XFA 5 0 R>>>>"]),
        packed("[3 0 R/Fit]"),
    ],
)
def test_what_programs_write_by_themselves_is_taken(content: bytes) -> None:
    assert taken(content) == "checks.pdf"


def test_without_a_page_no_reader_opens_it_and_nothing_in_it_runs() -> None:
    without = b"%%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction%s>>endobj\n%s trailer<</Root 1 0 R>>"
    assert taken(without % (SCRIPT.encode(), b"")) == "checks.pdf"
    for hidden in (b"2 0 obj<</Type/Page>>endobj", b"2 0 obj<</Pages 3 0 R>>endobj 3 0 obj<<>>"):
        with pytest.raises(FileRefused, match="Print it into a new PDF"):
            taken(without % (SCRIPT.encode(), hidden))
