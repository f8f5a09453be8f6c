"""What the proofs found, as a page: `python -m tests.proofs.report` writes `docs/proof.md`."""

import json
import os
import platform
import sys
from collections.abc import Iterator
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


@dataclass(frozen=True)
class Skipped:
    """A proof that was not run.

    Args:
        services: on what, such as "SQLite".
        proof: its file in `tests/proofs`.
        why: in words.
    """

    services: str
    proof: str
    why: str


@dataclass(frozen=True)
class Run:
    """What came of all proofs on one kind of services."""

    found: list[Finding]
    skipped: list[Skipped]

    def keep(self, name: str) -> None:
        """Until the page is written."""
        FINDINGS.mkdir(parents=True, exist_ok=True)
        (FINDINGS / f"{name}.json").write_text(json.dumps(asdict(self), indent=1))


def kept() -> Run:
    """What all kept runs found and skipped, together."""
    runs = [json.loads(path.read_text()) for path in sorted(FINDINGS.glob("*.json"))]
    return Run(
        [Finding(**each) for run in runs for each in run["found"]],
        [Skipped(**each) for run in runs for each in run["skipped"]],
    )


def machine() -> str:
    """The machine in words: cores, memory, kernel, Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = f"{os.cpu_count()} cores, {memory:.0f} GiB of memory"
    return f"{cores}, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def page(run: Run, at: datetime) -> Iterator[str]:
    """The lines of the page."""
    yield HEAD
    yield f"{at.day} {at:%B %Y}, on {machine()}.\n"
    for part in sorted({finding.part for finding in run.found}, reverse=True):
        yield f"## {part}\n"
        yield "| what was done | on | what came of it |\n|---|---|---|"
        for each in run.found:
            if each.part == part:
                yield f"| {each.claim} | {each.services} | {each.found} |"
        yield ""
    if run.skipped:
        yield from not_run(run.skipped)


def not_run(skipped: list[Skipped]) -> Iterator[str]:
    yield "## Not run\n"
    yield "| on | why | which |\n|---|---|---|"
    for services, why in dict.fromkeys((each.services, each.why) for each in skipped):
        which = {each.proof for each in skipped if (each.services, each.why) == (services, why)}
        yield f"| {services} | {why} | {', '.join(f'`{each}`' for each in sorted(which))} |"
    yield ""


if __name__ == "__main__":
    proven = kept()
    if not proven.found:
        sys.exit("Nothing was proven: run make prove.")
    PAGE.write_text("\n".join(page(proven, datetime.now(UTC))))
    print(PAGE.read_text())
