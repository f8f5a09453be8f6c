"""How much text we take, and how we say no."""

MESSAGE_LIMIT = 10_000
"""Characters in a message."""
DOCUMENT_LIMIT = 100_000
"""Characters in a document."""
PARAGRAPH_LIMIT = 10_000
"""Characters in one paragraph, item or cell. Inline markup costs more than linear time in it."""
DEPTH_LIMIT = 20
"""Levels of quotations, lists and emphasis inside one another."""
BLOCK_LIMIT = 10_000
"""Lines, and lists and quotations that begin on them: many tiny ones cost most."""
COLUMN_LIMIT = 50
"""Columns of a table."""

MARKUP_VERSION = 1
"""Raise it when the HTML changes for the same text; ``manage.py rerender`` then rebuilds rows."""


class TextRefused(Exception):
    """The text cannot be shown safely or quickly. ``message`` says what the writer can do."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message
