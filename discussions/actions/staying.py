"""That a discussion stays in its space while something is written in it."""

from django.db import connection

from networks.models import Space

from ..models import Thread

WHERE_IT_IS = "SELECT space_id, reach FROM discussions_thread WHERE id = %s"


def keep_where_it_is(thread: Thread) -> None:
    """Bring a discussion to the space in which it is now, and keep it there until the caller's
    transaction ends. Others go on writing in it; only whoever would move it waits.

    Rights over what is in it are asked after this: somebody may have moved it meanwhile.
    """
    # The weakest lock: it lets posts take their numbers, and a move asks for the strongest.
    # SQLite has one writer anyway.
    lock = " FOR KEY SHARE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(WHERE_IT_IS + lock, [thread.pk])
        space_id, thread.reach = cursor.fetchone()
    bring_to(thread, space_id)


def bring_to(thread: Thread, space_id: int) -> bool:
    """Let it be in the space of that id. Returns whether it was in another before."""
    if thread.space_id == space_id:
        return False
    thread.space = Space.objects.for_rows().get(pk=space_id)
    return True
