from functools import lru_cache

import segno
from django.utils.safestring import SafeString, mark_safe


@lru_cache(maxsize=1024)
def qr_code(address: str) -> SafeString:
    """The code of an address as an inline drawing, without styles, of the size that it is given."""
    code = segno.make_qr(address, error="m")
    drawing = code.svg_inline(omitsize=True, border=0, svgclass="app-code", lineclass=None)
    return mark_safe(drawing)  # noqa: S308  made of squares alone
