"""Files as people send them."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from secrets import token_urlsafe
from tempfile import NamedTemporaryFile
from typing import Any
from zipfile import ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult
from PIL import Image

from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.files import bytes as kept
from collab.base.files.jobs import delete_bytes
from collab.base.files.models import File

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def sent(name: str, content: bytes, claims: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, claims)


def attached(to: Ref, *, by: Person, name: str, content: bytes, **about: Any) -> File:
    """A file as it is after it was checked, kept and attached."""
    size = {"width": 40, "height": 30} if name.endswith(".png") else {}
    file = File.objects.create(
        subject=str(to),
        name=name,
        size=len(content),
        key=token_urlsafe(),
        by=by,
        **{"media_type": "image/png" if size else "text/plain"} | size | about,
    )
    with NamedTemporaryFile() as source:
        source.write(content)
        source.flush()
        kept.write(file.key, Path(source.name), None)
    return file


def delete_due_bytes() -> None:
    """What the jobs that were asked for delete. Others that a purge asks for run in no transaction
    of a test."""
    for row in DBTaskResult.objects.filter(task_path=delete_bytes.module_path):
        delete_bytes.func(**row.args_kwargs["kwargs"])


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **saving: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "#005eb8").save(file, kind, **saving)
    return file.getvalue()


def package(parts: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w") as zipped:
        for name, content in parts.items():
            zipped.writestr(name, content)
    return file.getvalue()


def having(content: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    """A package with more parts, or others under the same names."""
    with ZipFile(io.BytesIO(content)) as zipped:
        there = {name: zipped.read(name) for name in zipped.namelist()}
    return package({**there, **parts})


def word(text: str = "Bed at its lowest", **more: str | bytes) -> bytes:
    """A Word document. More parts by their name, with "__" for "/" and "_dot_" for "."."""

    def part(root: str, text: str) -> str:
        run = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
        return f'<w:{root} xmlns:w="{WORD}">{run}</w:{root}>'

    named = {name.replace("__", "/").replace("_dot_", "."): each for name, each in more.items()}
    return package(
        {
            "[Content_Types].xml": f'<Types xmlns="{TYPES}"/>',
            "word/document.xml": part("document", text),
            "word/header1.xml": part("hdr", "Ward 7"),
            **named,
        }
    )


def sheet(*rows: list[str]) -> bytes:
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{each}</t></is></c>' for each in row) + "</row>"
        for row in rows
    )
    return package(
        {
            "[Content_Types].xml": f'<Types xmlns="{TYPES}"/>',
            "_rels/.rels": f'<Relationships xmlns="{RELATED}"><Relationship Id="r1"'
            f' Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{SHEETS}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="Falls" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATED}"><Relationship Id="r1"'
            f' Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEETS}"><sheetData>{cells}'
            "</sheetData></worksheet>",
        }
    )


def slides(text: str = "Four checks") -> bytes:
    return package(
        {
            "[Content_Types].xml": f'<Types xmlns="{TYPES}"/>',
            "ppt/presentation.xml": "<p/>",
            "ppt/slides/slide1.xml": '<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r>'
            f"<a:t>{text}</a:t></a:r></a:p></p:sld>",
        }
    )


def pdf(
    text: str = "Bed at its lowest",
    trailer: str = "",
    catalog: str = "",
    page: str = "",
    more: Sequence[str] = (),
) -> bytes:
    """A PDF of one page. More objects have the numbers 6, 7 and so on."""
    shown = f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET"
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R"
        f"{page}/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(shown)}>>stream\n{shown}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
    ]
    written, places = "%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return (
        f"{written}xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}"
        f"trailer<</Size {len(places) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{len(written)}\n%%EOF"
    ).encode()
