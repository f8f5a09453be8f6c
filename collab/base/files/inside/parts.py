"""What an Office document may hold: words, pictures and fonts, and links that a reader follows."""

import re
import stat
from xml.etree.ElementTree import Element
from zipfile import ZipInfo

from .markup import local
from .refusing import Refused

XML = {"xml", "rels", "svg", "psmdcp"}
VML = "vml"
SEEN = {
    *("png", "jpg", "jpeg", "jpe", "jfif", "gif", "tif", "tiff", "bmp", "ico", "webp", "wdp"),
    *("emf", "wmf", "emz", "wmz", "eps", "pct", "pict", "jxr"),
    *("odttf", "fntdata", "ttf", "otf"),
}
"""Pictures and fonts."""
PRINTER = re.compile(r"printersettings\d*\.bin|origin\.sigs")
"""Nothing to read: how it was printed, and where the signatures begin."""
ROWS = ("xl/pivotcache/", "xl/model/")
RELATED = {
    **dict.fromkeys(("vbaproject", "xlmacrosheet", "xlintlmacrosheet", "control"), "macros"),
    **dict.fromkeys(("afchunk", "oleobject", "package"), "files_inside"),
    **dict.fromkeys(
        ("externallink", "connections", "webextension", "webextensiontaskpanes"),
        "loads_from_elsewhere",
    ),
    **dict.fromkeys(("pivotcachedefinition", "pivotcacherecords"), "hidden_rows"),
}
"""Why a part is not taken, by what its document says that it is; a document may give it any name.
It is said twice: as a relationship, and as the first tag."""
ROOTS = {
    **dict.fromkeys(("macrosheet", "ocx", "vbaSuppData"), "macros"),
    **dict.fromkeys(
        ("externalLink", "connections", "webextension", "taskpanes"), "loads_from_elsewhere"
    ),
    **dict.fromkeys(("pivotCacheDefinition", "pivotCacheRecords"), "hidden_rows"),
}
PROGRAMS = re.compile("macroenabled|vbaproject|activex", re.I)
RUNS = re.compile(r"ppaction://(program|macro)", re.I)
ELSEWHERE = re.compile(r"\s*([a-z]{2,}:|//|\\\\)", re.I)
LOADING_FIELD = re.compile(
    r'[\s"\\]*(dde|ddeauto|includetext|includepicture|include|import|link|database|rd)\b', re.I
)
NAMED = re.compile(r"\"[^\"]*\"|'[^']*'|\[[^\]]*\]")
"""Words, sheets and columns within a formula."""
LOADING_FORMULA = re.compile(r"\b(webservice|image|rtd|call|register(\.id)?)\s*\(", re.I)


def extension(name: str) -> str:
    return name.rpartition(".")[2].lower()


def look_at_name(part: ZipInfo) -> None:
    """
    Raises:
        Refused: a part of this name is nothing that we take.
    """
    name = part.filename.lower()
    if name.startswith("/") or "\\" in name or ".." in name.split("/") or part.flag_bits & 1:
        raise Refused("broken_document")
    if stat.S_ISLNK(part.external_attr >> 16):
        raise Refused("broken_document")
    if name.startswith(ROWS):
        raise Refused("hidden_rows")
    taken = {*XML, VML, *SEEN}
    if extension(name) in taken or PRINTER.fullmatch(name.rpartition("/")[2]) or part.is_dir():
        return
    program = extension(name) == "bin" and "embeddings/" not in name
    raise Refused("macros" if program else "files_inside")


def look_at_markup(root: Element) -> None:
    """
    Raises:
        Refused: it runs something, loads something, or hides what nobody sees.
    """
    if why := ROOTS.get(local(root.tag)):
        raise Refused(why)
    match local(root.tag):
        case "Types":
            _look_at_types(root)
        case "Relationships":
            _look_at_relationships(root)
        case _:
            _look_at_fields(root)
            _look_at_attributes(root)


def _look_at_types(root: Element) -> None:
    if any(PROGRAMS.search(each.get("ContentType", "")) for each in root):
        raise Refused("macros")


def _look_at_relationships(root: Element) -> None:
    for link in root:
        kind = link.get("Type", "").rpartition("/")[2].lower()
        if kind in RELATED:
            raise Refused(RELATED[kind])
        if link.get("TargetMode", "").lower() == "external" and kind != "hyperlink":
            raise Refused("loads_from_elsewhere")


def _look_at_fields(root: Element) -> None:
    """What a field does is written in pieces, between its marks, one field within another; or in a
    formula."""
    codes = [""]
    for element in root.iter():
        tag = local(element.tag)
        if tag in ("instrText", "delInstrText"):
            codes[-1] += element.text or ""
        elif tag == "fldSimple":
            _look_at_field(_attribute(element, "instr"))
        elif tag == "fldChar":
            mark = _attribute(element, "fldCharType")
            if mark == "begin":
                if len(codes) > 1 and not codes[-1].strip():  # another field makes its name
                    raise Refused("loads_from_elsewhere")
                codes.append("")
                continue
            _look_at_field(codes[-1])
            if mark == "end" and len(codes) > 1:
                codes.pop()
        elif tag in ("f", "definedName"):
            _look_at_formula(NAMED.sub("", element.text or ""))
    for code in codes:
        _look_at_field(code)


def _look_at_field(code: str) -> None:
    if LOADING_FIELD.match(code):
        raise Refused("loads_from_elsewhere")


def _look_at_formula(formula: str) -> None:
    if LOADING_FORMULA.search(formula) or "|" in formula:  # of another program: cmd|topic!item
        raise Refused("loads_from_elsewhere")


def _attribute(element: Element, name: str) -> str:
    return next((value for each, value in element.items() if local(each) == name), "")


def _look_at_attributes(root: Element) -> None:
    for element in root.iter():
        for name, value in element.items():
            if local(name) == "action" and RUNS.match(value):
                raise Refused("macros")
            if local(name) == "src" and ELSEWHERE.match(value):
                raise Refused("loads_from_elsewhere")
