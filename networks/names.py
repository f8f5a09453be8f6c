"""What an organisation can be called."""

from django.utils.translation import gettext_lazy as _

NO_LETTERS = _("Enter the organisation’s name in letters")


def has_letters(name: str) -> bool:
    """Whether somebody could read it aloud, and find it by a word."""
    return any(character.isalpha() for character in name)
