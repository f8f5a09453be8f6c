"""Hostile and standard inputs that are too large, or not ours, to live in this repository."""

import os
from pathlib import Path

import pytest


def corpus(name: str) -> Path:
    """The path of a corpus such as "xss.jsonl"; skips the test where it is not at hand."""
    return _file("CORPORA_DIR", name)


def spc_cases(name: str) -> Path:
    """The path of a file of process control charts; skips the test where it is not at hand."""
    return _file("SPC_CASES_DIR", name)


def _file(folder: str, name: str) -> Path:
    path = Path(os.environ[folder]) / name
    if not path.is_file():
        pytest.skip(f"{name} is not in the folder {folder}")
    return path
