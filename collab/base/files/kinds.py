"""The kinds of file that are taken, and how they are known: by their first bytes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of file. The first of ``extensions`` is given to a file whose name has a wrong one."""

    name: str
    media_type: str
    extensions: tuple[str, ...]
    largest: int = 20_000_000  # bytes
    picture: bool = False


PICTURE = 10_000_000  # bytes
_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    kind.name: kind
    for kind in (
        Kind("png", "image/png", ("png",), PICTURE, picture=True),
        Kind("jpeg", "image/jpeg", ("jpg", "jpeg"), PICTURE, picture=True),
        Kind("webp", "image/webp", ("webp",), PICTURE, picture=True),
        Kind("gif", "image/png", ("png", "gif"), PICTURE, picture=True),  # kept as PNG
        Kind("pdf", "application/pdf", ("pdf",)),
        Kind("docx", f"{_OFFICE}wordprocessingml.document", ("docx",)),
        Kind("xlsx", f"{_OFFICE}spreadsheetml.sheet", ("xlsx",)),
        Kind("pptx", f"{_OFFICE}presentationml.presentation", ("pptx",)),
        Kind("txt", "text/plain", ("txt",)),
        Kind("csv", "text/csv", ("csv",)),
    )
}
LARGEST = max(kind.largest for kind in KINDS.values())
ACCEPTED = ",".join(
    sorted({f".{extension}" for kind in KINDS.values() for extension in kind.extensions})
)
SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
    b"%PDF-": "pdf",
    b"PK\x03\x04": "package",
}


def recognised(head: bytes) -> str:
    """What the first bytes say: a kind, "package" for what may be an Office document, or ""."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    return next((name for start, name in SIGNATURES.items() if head.startswith(start)), "")
