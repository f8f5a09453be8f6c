"""What is taken and what is not, by what a file is, and never by what it says it is."""

import io
from zipfile import ZIP_DEFLATED, ZipFile
from zlib import crc32

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from collab.base.files.checking import FileRefused, MayIdentify, checked
from collab.base.files.words import WHY
from tests.files import package, pdf, picture, sent, sheet, slides, word

pytestmark = pytest.mark.usefixtures("without_children")

PATIENT = "NHS number 999 158 8132"


def kept(name: str, content: bytes, **how: object) -> tuple[str, str, bytes]:
    """The name, type and bytes of what is taken."""
    with checked(sent(name, content), **how) as taken:
        return taken.name, taken.kind.media_type, taken.path.read_bytes()


def why_not(name: str, content: bytes) -> str:
    with pytest.raises(FileRefused) as refusal, checked(sent(name, content)):
        pass
    return refusal.value.why


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("ward.png", picture("PNG"), "image/png"),
        ("ward.jpg", picture("JPEG"), "image/jpeg"),
        ("ward.webp", picture("WEBP"), "image/webp"),
        ("checks.pdf", pdf(), "application/pdf"),
        ("checks.docx", word(), "wordprocessingml.document"),
        ("falls.xlsx", sheet(["Ward", "Falls"], ["7", "2"]), "spreadsheetml.sheet"),
        ("checks.pptx", slides(), "presentationml.presentation"),
        ("checks.txt", b"Bed at its lowest", "text/plain"),
        ("falls.csv", b"ward,falls\n7,2\n", "text/csv"),
    ],
)
def test_what_people_use_is_taken(name: str, content: bytes, media_type: str) -> None:
    taken = kept(name, content)
    assert (taken[0], taken[1].rpartition("officedocument.")[2]) == (name, media_type)


def test_documents_are_kept_as_they_came() -> None:
    assert kept("checks.pdf", pdf())[2] == pdf()


def test_a_picture_is_made_anew_and_tells_nothing_of_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned
    exif[0x010E] = "Xylophagous in bed 4"
    content = picture("JPEG", exif=exif, comment=b"Xylophagous") + b"Xylophagous<script>"
    _name, _type, anew = kept("ward.jpg", content)
    assert b"Xylophagous" not in anew
    with Image.open(io.BytesIO(anew)) as shown:
        assert shown.size == (30, 40)
        assert not shown.getexif()


def test_of_a_photo_with_a_map_of_its_light_the_photo_is_kept() -> None:
    file = io.BytesIO()
    light = Image.new("RGB", (4, 3), "white")
    photo = Image.new("RGB", (40, 30), "#005eb8")
    photo.save(file, "MPO", save_all=True, append_images=[light])
    name, media_type, anew = kept("ward.jpg", file.getvalue())
    assert (name, media_type) == ("ward.jpg", "image/jpeg")
    with Image.open(io.BytesIO(anew)) as shown:
        assert (shown.format, shown.size) == ("JPEG", (40, 30))


def test_a_large_picture_has_a_smaller_one_beside_it() -> None:
    with checked(sent("ward.jpg", picture("JPEG", (2000, 1000)))) as taken:
        assert (taken.width, taken.height) == (2000, 1000)
        with Image.open(taken.preview) as preview:
            assert preview.size == (960, 480)


def test_a_gif_is_kept_as_png_and_named_so() -> None:
    assert kept("ward.gif", picture("GIF"))[:2] == ("ward.png", "image/png")


def moving() -> bytes:
    file = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    return file.getvalue()


def huge() -> bytes:
    """Few bytes that say they are more pixels than any memory holds."""
    small = bytearray(picture("PNG"))
    small[16:24] = (60_000).to_bytes(4, "big") * 2
    small[29:33] = crc32(small[12:29]).to_bytes(4, "big")
    return bytes(small)


def bomb() -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as zipped:
        zipped.writestr("[Content_Types].xml", "<Types/>")
        zipped.writestr("word/document.xml", b"<a>" + b" " * 160_000_000)
    return file.getvalue()


def with_password() -> bytes:
    writer, file = PdfWriter(PdfReader(io.BytesIO(pdf()))), io.BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(file)
    return file.getvalue()


def with_a_file() -> bytes:
    writer, file = PdfWriter(PdfReader(io.BytesIO(pdf()))), io.BytesIO()
    writer.add_attachment("patients.txt", b"Mary")
    writer.write(file)
    return file.getvalue()


ENTITY = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
ELSEWHERE = (
    '<Relationships><Relationship Type="http://x/attachedTemplate" TargetMode="External" '
    'Target="http://a.example"/></Relationships>'
)


@pytest.mark.parametrize(
    ("why", "name", "content"),
    [
        ("kind", "page.html", b"<html><script>alert(1)</script>"),
        ("kind", "picture.svg", b"<svg onload=alert(1)>"),
        ("kind", "run.exe", b"MZ\x90\x00"),
        ("kind", "text.txt", b"\x00\x01\x02"),
        ("kind", "picture.png", b"GIF"),
        ("empty", "ward.png", b""),
        ("picture_size", "ward.png", picture() + bytes(10_000_001)),
        ("size", "checks.pdf", pdf() + bytes(20_000_001)),
        ("pixels", "ward.png", huge()),
        ("moves", "ward.gif", moving()),
        ("broken_picture", "ward.png", picture()[:60]),
        ("broken_picture", "ward.jpg", picture("JPEG")[:300]),
        ("broken_document", "checks.pdf", b"%PDF-1.7\nnothing"),
        ("broken_document", "checks.docx", word()[:200]),
        ("broken_document", "checks.docx", word(word__document_dot_xml=ENTITY)),
        ("broken_document", "checks.docx", word(__etc__passwd="x")),
        ("password", "checks.pdf", with_password()),
        ("files_inside", "checks.pdf", with_a_file()),
        ("files_inside", "checks.docx", word(word__embeddings__a_dot_xlsx=sheet(["a"]))),
        ("macros", "checks.docx", word(word__vbaProject_dot_bin=b"Sub")),
        ("loads_from_elsewhere", "checks.docx", word(word___rels__a_dot_rels=ELSEWHERE)),
        ("archive", "files.zip", package({"a.txt": "a"})),
        ("archive", "files.docx", package({"a.txt": "a"})),
        ("too_large_inside", "checks.docx", bomb()),
        ("too_much_text", "checks.txt", b"word " * 100_000),
        ("two_extensions", "ward.png.exe", picture()),
    ],
)
def test_what_is_not_taken_is_told_why(why: str, name: str, content: bytes) -> None:
    assert why_not(name, content) == why
    assert WHY[why]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("checks.pdf", pdf(PATIENT)),
        ("checks.docx", word(PATIENT)),
        ("checks.docx", word(word__footer1_dot_xml=f"<a><t>{PATIENT}</t></a>")),
        ("checks.pptx", slides(PATIENT)),
        ("checks.txt", PATIENT.encode()),
        ("checks.txt", PATIENT.encode("utf-16")),
        ("falls.csv", b"Ward,Date of birth\n7,14/02/1950\n"),
        ("falls.xlsx", sheet(["Ward", "NHS number"], ["7", "9991588132"])),
        ("NHS number 9991588132.png", picture()),
        ("nhs_number_9991588132.txt", b"Checks"),
    ],
)
def test_what_may_identify_a_patient_is_asked_about(name: str, content: bytes) -> None:
    with pytest.raises(MayIdentify, match="looks like"), checked(sent(name, content)):
        pass


def test_what_the_name_and_the_text_of_a_file_both_hold_is_said_once() -> None:
    content = b"Mrs Smith, NHS number 999 158 8132, seen by Mrs Jones"
    with pytest.raises(MayIdentify) as asked:
        kept("NHS_number_999_158_8132_Mrs_Smith.txt", content)
    assert str(asked.value) == (
        "“NHS_number_999_158_8132_Mrs_Smith.txt” holds what looks like "
        "an NHS number (“999 158 8132”), somebody’s name (“Smith”, “Jones”)."
    )


def test_whoever_states_that_a_file_identifies_nobody_states_it_of_exactly_that_file() -> None:
    with pytest.raises(MayIdentify) as asked, checked(sent("a.txt", PATIENT.encode())):
        pass
    stated = {asked.value.said}
    kept("a.txt", PATIENT.encode(), stated=stated.__contains__)
    for name, content in (("a.txt", f"{PATIENT}."), ("b.txt", PATIENT)):
        with pytest.raises(MayIdentify):
            kept(name, content.encode(), stated=stated.__contains__)


@pytest.mark.parametrize(
    ("sent_as", "shown"),
    [
        ("../../ward.png", "ward.png"),
        ("..\\..\\ward.png", "ward.png"),
        ("C:\\Users\\amina\\ward.png", "ward.png"),
        ("\u202egnp.exe", "gnp.png"),
        ("ward\u200b\r\n 7.png", "ward 7.png"),
        ("ward", "ward.png"),
        ("Ward 7.5 plan.png", "Ward 7.5 plan.png"),
        (".png", "file.png"),
        ("n" * 200 + ".png", "n" * 96 + ".png"),
        ("Stürze ☃.PNG", "Stürze ☃.PNG"),
    ],
)
def test_a_name_is_made_fit_to_be_shown(sent_as: str, shown: str) -> None:
    assert kept(sent_as, picture())[0] == shown
