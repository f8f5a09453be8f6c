import re

from tests.architecture.order import REPOSITORY
from tests.architecture.test_anatomy import kept_files

LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def test_each_link_between_documents_leads_somewhere():
    documents = [REPOSITORY / name for name in kept_files() if name.endswith(".md")]
    links = [
        (document, link) for document in documents for link in LINK.findall(document.read_text())
    ]
    assert len(links) > 20
    broken = [
        f"{document.relative_to(REPOSITORY)}: {link}"
        for document, link in links
        if not (document.parent / link).exists()
    ]
    assert broken == []
