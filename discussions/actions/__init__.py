"""Every write of discussions."""

from .editing import edit_message, retitle_thread
from .moving import MovedMeanwhile, move_thread
from .pace import TooManyMessages
from .purging import purge_message
from .removing import remove_message, restore_message
from .writing import AboutElsewhere, QuoteElsewhere, post_message, rendered, start_thread

__all__ = [
    "AboutElsewhere",
    "MovedMeanwhile",
    "QuoteElsewhere",
    "TooManyMessages",
    "edit_message",
    "move_thread",
    "post_message",
    "purge_message",
    "remove_message",
    "rendered",
    "restore_message",
    "retitle_thread",
    "start_thread",
]
