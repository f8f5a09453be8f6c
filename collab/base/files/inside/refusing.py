class Refused(Exception):
    """The file is not taken.

    Args:
        why: a key of ``collab.base.files.words.WHY``.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
