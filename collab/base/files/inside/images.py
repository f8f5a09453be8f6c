"""Pictures, made anew from their pixels, so that nothing else in the file survives."""

from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from .refusing import Refused
from .running import run

PIXELS = 40_000_000
PREVIEW = 960  # pixels of its longer side
MOVE = ("png", "gif", "webp")  # a JPEG has more frames too, of light or depth: the first is kept
SAVED_AS: dict[str, tuple[str, dict[str, int | bool]]] = {
    "png": ("PNG", {"optimize": False}),
    "gif": ("PNG", {"optimize": False}),
    "jpeg": ("JPEG", {"quality": 90}),
    "webp": ("WEBP", {"quality": 90}),
}


def look(kind: str, source: Path, target: Path) -> dict[str, Any]:
    """Write the picture's pixels, turned the right way up, as a new file; and beside it, as
    ``.preview``, a smaller one where it is large.

    Returns its kind, and its ``width`` and ``height`` in pixels.

    Raises:
        Refused: it is broken, moves, or is too large.
    """
    Image.MAX_IMAGE_PIXELS = None  # we look at the size ourselves, before a pixel is read
    try:
        with Image.open(source, formats=[kind.upper()]) as picture:
            if picture.width * picture.height > PIXELS:
                raise Refused("pixels")
            if kind in MOVE and getattr(picture, "is_animated", False):
                raise Refused("moves")
            picture.verify()
        with Image.open(source, formats=[kind.upper()]) as picture:
            picture.load()
            clean = _plain(ImageOps.exif_transpose(picture))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise Refused("broken_picture") from error
    saved_as, how = SAVED_AS[kind]
    clean.save(target, saved_as, **how)
    seen = {"kind": kind, "width": clean.width, "height": clean.height}
    if max(clean.size) > PREVIEW:
        clean.thumbnail((PREVIEW, PREVIEW))
        clean.save(target.with_suffix(".preview"), "WEBP", quality=80)
    return seen


def _plain(picture: Image.Image) -> Image.Image:
    """In grey, colour, or colour with transparency, and with nothing told about it."""
    if picture.mode.startswith("I;16"):
        picture = picture.point(lambda value: value / 256).convert("L")
    clear = "transparency" in picture.info or picture.mode in ("RGBA", "LA", "PA", "RGBa", "La")
    mode = "RGBA" if clear else "L" if picture.mode in ("1", "L") else "RGB"
    clean = picture.convert(mode)
    clean.info = {}
    return clean


if __name__ == "__main__":
    run(look)
