"""Why a file is not taken, in words that say what to do."""

from django.utils.translation import gettext_lazy as _

WHY = {
    "kind": _(
        "Choose a picture (PNG, JPEG, GIF or WebP), a PDF, a Word, Excel or PowerPoint document, "
        "or a text or CSV file"
    ),
    "table": _("Choose a CSV file or an Excel workbook (XLSX)"),
    "empty": _("It is empty. Choose another file"),
    "picture_size": _("A picture must be 10 MB or smaller. Make it smaller, then choose it again"),
    "size": _("A file must be 20 MB or smaller. Make it smaller, then choose it again"),
    "pixels": _("The picture has too many pixels. Make it smaller, then choose it again"),
    "moves": _("The picture moves. Choose one that stands still"),
    "broken_picture": _("The picture is damaged. Save it again, then choose it again"),
    "broken_document": _("We could not read it. Save it again, then choose it again"),
    "password": _("It takes a password. Save a copy without one, then choose that"),
    "archive": _("Archives are not taken. Choose the files in it one by one"),
    "macros": _("It holds a program, such as a macro. Save a copy without it, then choose that"),
    "acts": _(
        "It does more than show its pages, such as run a program, send a form or play a film. "
        "Print it into a new PDF, then choose that"
    ),
    "files_inside": _("It holds other files. Save a copy without them, then choose that"),
    "hidden_rows": _(
        "It keeps a hidden copy of the rows behind a table. Copy the table, paste it as values "
        "into a new workbook, then choose that"
    ),
    "loads_from_elsewhere": _(
        "It loads something from elsewhere. Save a copy without that, then choose the copy"
    ),
    "too_large_inside": _("There is too much in it. Choose a smaller file"),
    "too_much_text": _("It has more text than we can check. Choose a part of it"),
    "too_long": _("It took too long to read. Choose a smaller file"),
    "two_extensions": _("Its name ends in two ways. Give it one ending, such as “poster.png”"),
    "virus": _("It has a virus. Do not open it, and tell your IT service"),
    "not_scanned": _("We could not check this file for viruses. Try again in a few minutes"),
    "quota": _("You have no room left for files. Remove some that you no longer need"),
}
"""By what the code calls it."""
