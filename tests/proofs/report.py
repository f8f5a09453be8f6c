"""What the proofs found, as a page: `python -m tests.proofs.report` writes `docs/proof.md`."""

import json
import os
import platform
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
FINDINGS = REPOSITORY / "var/proof"
PAGE = REPOSITORY / "docs/proof.md"
HEAD = """# What was proven

`make prove` wrote this page. Each line is a test in `tests/proofs` that passed at its whole count
(`tests/proofs/counts.py`); `make test` runs the same tests at small counts.
"""


@dataclass(frozen=True)
class Finding:
    """What one proof found.

    Args:
        part: the claim it belongs to, such as "Nothing is lost".
        services: what it ran on, such as "SQLite".
        claim: what was done.
        found: what came of it.
    """

    part: str
    services: str
    claim: str
    found: str


def keep(findings: Iterable[Finding], name: str) -> None:
    """Keep the findings of one run until the page is written."""
    FINDINGS.mkdir(parents=True, exist_ok=True)
    path = FINDINGS / f"{name}.json"
    path.write_text(json.dumps([asdict(each) for each in findings], indent=1))


def kept() -> list[Finding]:
    return [
        Finding(**each)
        for path in sorted(FINDINGS.glob("*.json"), reverse=True)
        for each in json.loads(path.read_text())
    ]


def machine() -> str:
    """The machine in words: cores, memory, kernel, Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = f"{os.cpu_count()} cores, {memory:.0f} GiB of memory"
    return f"{cores}, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def page(findings: list[Finding], at: datetime) -> Iterator[str]:
    yield HEAD
    yield f"{at.day} {at:%B %Y}, on {machine()}.\n"
    for part in dict.fromkeys(finding.part for finding in findings):
        yield f"## {part}\n"
        yield "| what was done | on | what came of it |\n|---|---|---|"
        for each in findings:
            if each.part == part:
                yield f"| {each.claim} | {each.services} | {each.found} |"
        yield ""


if __name__ == "__main__":
    proven = kept()
    if not proven:
        sys.exit("Nothing was proven: run make prove.")
    PAGE.write_text("\n".join(page(proven, datetime.now(UTC))))
    print(PAGE.read_text())
