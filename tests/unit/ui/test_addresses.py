"""An address that a uid names is put together for lists, and is the one that Django gives."""

import pytest
from django.urls import reverse

from collab.base.access.uid import address_of, new_uid


@pytest.mark.parametrize("name", ["intervention", "thread", "space"])
def test_it_is_the_page_s_address(name: str) -> None:
    for uid in (new_uid(), new_uid()):
        assert address_of(name, uid) == reverse(name, args=[uid])
