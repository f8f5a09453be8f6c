"""Word, Excel and PowerPoint documents: what they may hold, and where words can stand in them."""

import pytest

from collab.base.files.checking import FileRefused, MayIdentify, checked
from tests.files import DRAWING, OFFICE, TYPES, WORD, having, sent, sheet, slides, word

pytestmark = pytest.mark.usefixtures("without_children")

PATIENT = "NHS number 999 158 8132"


def taken(name: str, content: bytes) -> str:
    with checked(sent(name, content)) as file:
        return file.name


def why_not(name: str, content: bytes) -> str:
    with pytest.raises(FileRefused) as refusal, checked(sent(name, content)):
        pass
    return refusal.value.why


def related(kind: str, target: str, more: str = "") -> str:
    return (
        f'<Relationships><Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}"{more}/>'
        "</Relationships>"
    )


def field(*pieces: str, within: str = "") -> str:
    """A document with a field whose code is written in these pieces."""
    code = "".join(f"<w:r><w:instrText>{each}</w:instrText></w:r>" for each in pieces)
    begin, between, end = (
        f'<w:r><w:fldChar w:fldCharType="{mark}"/></w:r>' for mark in ("begin", "separate", "end")
    )
    return (
        f'<w:document xmlns:w="{WORD}"><w:p>{begin}{within}{code}{between}'
        f"<w:r><w:t>7</w:t></w:r>{end}</w:p></w:document>"
    )


def inner(document: str) -> str:
    return document.partition("<w:p>")[2].partition("</w:p>")[0]


QUOTE, DDE = inner(field('QUOTE "DDE"')), inner(field("DDE a"))
INSTRUCTION = "<w:r><w:instrText>IF </w:instrText></w:r>"
SIMPLE = f'<w:document xmlns:w="{WORD}"><w:fldSimple w:instr=" IncludeText x"/></w:document>'
EXTERNAL = ' TargetMode="External"'


@pytest.mark.parametrize(
    "parts",
    [
        {"word/footer1.xml": f"<w:ftr xmlns:w='{WORD}'><w:t>{PATIENT}</w:t></w:ftr>"},
        {"word/glossary/document.xml": f"<w:d xmlns:w='{WORD}'><w:t>{PATIENT}</w:t></w:d>"},
        {"word/charts/chart1.xml": f"<c:chart xmlns:c='c'><c:v>{PATIENT}</c:v></c:chart>"},
        {"word/diagrams/data1.xml": f"<d xmlns:a='{DRAWING}'><a:t>{PATIENT}</a:t></d>"},
        {"word/settings.xml": f"<s xmlns:w='w'><w:docVar w:name='n' w:val='{PATIENT}'/></s>"},
        {"word/media/image1.svg": f"<svg><text>{PATIENT}</text></svg>"},
        {"word/drawing1.vml": f"<xml><v:shape alt='{PATIENT}'><br></xml>"},
        {"word/drawing1.vml": f"<xml><div>{PATIENT}<br></div>"},
        {"word/document2.xml": f"<d><pic name='Picture 1' descr='{PATIENT}'/></d>"},
        {"word/document2.xml": "<d><t>mary@exam</t><b/><t>ple.org</t></d>"},
        {"customXml/item1.xml": f"<patient>{PATIENT}</patient>"},
        {"customXml/item1.xml": f"<patient>Known as <b>Mary</b> {PATIENT}</patient>"},
        {"docProps/app.xml": f"<p><Manager>{PATIENT}</Manager></p>"},
        {"docProps/custom.xml": f"<p xmlns:vt='v'><vt:lpwstr>{PATIENT}</vt:lpwstr></p>"},
        {"docProps/CUSTOM.XML": f"<p xmlns:vt='v'><vt:lpwstr>{PATIENT}</vt:lpwstr></p>"},
        {
            "docProps/custom.xml": "<p xmlns:vt='v'><property name='Date of birth'>"
            "<vt:lpwstr>14/02/1950</vt:lpwstr></property>"
            + "<property name='Ward'><vt:lpwstr>Seven</vt:lpwstr></property>" * 50
            + "</p>"
        },
        {"word/_rels/document.xml.rels": related("hyperlink", "mailto:mary@example.org", EXTERNAL)},
    ],
)
def test_words_are_found_wherever_they_stand(parts: dict[str, str]) -> None:
    with pytest.raises(MayIdentify, match="looks like"):
        taken("checks.docx", having(word(), parts))


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/charts/chart1.xml": f"<c:chart xmlns:c='c'><c:v>{PATIENT}</c:v></c:chart>"},
        {"xl/comments1.xml": f"<c><author>Dr Ann Lee</author><t>{PATIENT}</t></c>"},
        {"xl/worksheets/sheet1.xml": f"<worksheet><oddHeader>{PATIENT}</oddHeader></worksheet>"},
        {
            "xl/worksheets/sheet1.xml": "<worksheet><sheetData><row r='1'><c r='A1'>"
            f'<f>A1&amp;"{PATIENT}"</f><v>7</v></c></row></sheetData></worksheet>'
        },
        {"xl/tables/table1.xml": f"<table><tableColumn name='{PATIENT}'/></table>"},
    ],
)
def test_words_in_a_workbook_are_found_beside_its_cells_too(parts: dict[str, str]) -> None:
    with pytest.raises(MayIdentify, match="looks like"):
        taken("falls.xlsx", having(sheet(["Ward"], ["7"]), parts))


@pytest.mark.parametrize(
    "part", ["ppt/charts/chart1.xml", "ppt/diagrams/data1.xml", "ppt/notesSlides/notesSlide1.xml"]
)
def test_words_in_slides_are_found_beside_them_too(part: str) -> None:
    with pytest.raises(MayIdentify, match="looks like"):
        taken("checks.pptx", having(slides(), {part: f"<a><v>{PATIENT}</v></a>"}))


@pytest.mark.parametrize(
    ("why", "parts"),
    [
        ("files_inside", {"word/chunk.rtf": "{\\rtf1 Mary}"}),
        ("files_inside", {"word/chunk.HTML": "<p>Mary</p>"}),
        ("files_inside", {"word/_rels/document.xml.rels": related("aFChunk", "/word/a.xml")}),
        ("files_inside", {"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}),
        ("files_inside", {"word/media/image1.png": b"\xd0\xcf\x11\xe0"}),
        ("files_inside", {"word/media/film.mp4": b"film"}),
        ("macros", {"word/VBAPROJECT.BIN": b"Sub"}),
        ("macros", {"word/a.xml": "<ax:ocx xmlns:ax='ax'/>"}),
        ("macros", {"word/_rels/a.xml.rels": related("vbaProject", "a.png")}),
        (
            "macros",
            {
                "[Content_Types].xml": f"<Types xmlns='{TYPES}'><Override PartName='/word/document"
                ".xml' ContentType='application/vnd.ms-word.document.macroEnabled'/></Types>"
            },
        ),
        (
            "loads_from_elsewhere",
            {
                "word/_rels/settings.xml.RELS": related(
                    "attachedTemplate", "http://a.example", EXTERNAL
                )
            },
        ),
        ("loads_from_elsewhere", {"word/document.xml": field("DDE c:\\a")}),
        ("loads_from_elsewhere", {"word/document.xml": field(" dd", "eau", "to c:\\a")}),
        ("loads_from_elsewhere", {"word/header2.xml": field('INCLUDEPICTURE "http://a.example"')}),
        ("loads_from_elsewhere", {"word/document.xml": field(" c:\\a", within=QUOTE)}),
        ("loads_from_elsewhere", {"word/document.xml": field(' = "', within=INSTRUCTION + DDE)}),
        ("loads_from_elsewhere", {"word/document.xml": SIMPLE}),
        ("loads_from_elsewhere", {"word/drawing1.vml": "<v:imagedata src='http://a.example'>"}),
        ("loads_from_elsewhere", {"word/webextensions/a.xml": "<webextension/>"}),
        ("broken_document", {"word/DOCUMENT.xml": "<a/>"}),
        ("broken_document", {"word/more.xml": "<a>"}),
    ],
)
def test_nothing_in_a_word_document_runs_loads_or_hides(
    why: str, parts: dict[str, str | bytes]
) -> None:
    assert why_not("checks.docx", having(word(), parts)) == why


@pytest.mark.parametrize(
    ("why", "parts"),
    [
        ("hidden_rows", {"xl/pivotCache/pivotCacheRecords1.xml": "<r/>"}),
        ("hidden_rows", {"xl/a.xml": "<pivotCacheDefinition><s v='Mary'/></pivotCacheDefinition>"}),
        ("hidden_rows", {"xl/_rels/a.xml.rels": related("pivotCacheDefinition", "a.xml")}),
        ("hidden_rows", {"xl/model/item.data": b"rows"}),
        ("broken_document", {"xl/worksheets/sheet2.xml": "<worksheet/>"}),
        ("macros", {"xl/a.xml": "<xm:macrosheet xmlns:xm='xm'/>"}),
        ("loads_from_elsewhere", {"xl/externalLinks/externalLink1.xml": "<externalLink/>"}),
        ("loads_from_elsewhere", {"xl/connections.xml": "<connections/>"}),
        ("loads_from_elsewhere", {"xl/charts/a.xml": "<c><f>_xlfn.WEBSERVICE(A1)</f></c>"}),
        ("loads_from_elsewhere", {"xl/charts/a.xml": "<c><f>cmd|'/c calc'!A1</f></c>"}),
    ],
)
def test_nothing_in_a_workbook_runs_loads_or_hides(why: str, parts: dict[str, str | bytes]) -> None:
    assert why_not("falls.xlsx", having(sheet(["Ward"], ["7"]), parts)) == why


def test_nothing_in_slides_runs() -> None:
    click = {"ppt/slides/slide1.xml": "<s><hlinkClick action='ppaction://program?file=a'/></s>"}
    assert why_not("checks.pptx", having(slides(), click)) == "macros"


def test_what_office_writes_by_itself_is_taken() -> None:
    parts: dict[str, str | bytes] = {
        "docProps/": b"",
        "docProps/core.xml": "<p xmlns:dc='dc'><dc:creator>Dr Ann Lee</dc:creator></p>",
        "word/charts/chart1.xml": "<c:c xmlns:c='c'><c:axId val='9991588132'/>"
        "<c:crossAx val='9991588132'/></c:c>",
        "word/header3.xml": f"<w:h xmlns:w='{WORD}'><w:id w:val='9991588132'/></w:h>",
        "docProps/app.xml": "<p><Application>Microsoft Office Word</Application></p>",
        "docProps/thumbnail.jpeg": b"\xff\xd8\xff",
        "word/fonts/font1.odttf": b"font",
        "word/printerSettings1.bin": b"printer",
        "word/footer2.xml": field(" PAGE "),
        "word/header2.xml": field(' HYPERLINK "https://www.example.org"'),
        "word/_rels/document.xml.rels": related(
            "hyperlink", "https://www.example.org/linked", EXTERNAL
        ),
    }
    assert taken("checks.docx", having(word(), parts)) == "checks.docx"


def test_a_table_of_contents_that_was_deleted_with_changes_tracked_is_taken() -> None:
    page = inner(field("PAGEREF _Toc1"))
    contents = field('TOC \\o "1-3"').replace("<w:r><w:t>7</w:t></w:r>", page)
    deleted = contents.replace("instrText", "delInstrText")
    assert taken("a.docx", having(word(), {"word/header2.xml": deleted}))
    loads = field("INCLUDETEXT x").replace("instrText", "delInstrText")
    assert why_not("a.docx", having(word(), {"word/header2.xml": loads}))


def test_pictures_as_office_packs_them_are_taken() -> None:
    parts = {f"word/media/image{n}.{kind}": b"x" for n, kind in enumerate(("emz", "wmz", "jxr"))}
    assert taken("a.docx", having(word(), parts | {"_xmlsignatures/origin.sigs": b""}))


def test_formulas_over_what_is_there_are_taken() -> None:
    formula = """IF('Falls|2026'!A1="image (", Table1[a|b], HYPERLINK("https://www.example.org"))"""
    parts = {"xl/charts/chart1.xml": f"<c><f>{formula}</f></c>"}
    assert taken("falls.xlsx", having(sheet(["Ward"], ["7"]), parts)) == "falls.xlsx"
