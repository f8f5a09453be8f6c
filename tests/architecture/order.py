"""The order of the house, as `pyproject.toml` gives it to import-linter."""

import tomllib
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("collab", "networks", "fellows", "discussions")

_pyproject = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
[_contract] = _pyproject["tool"]["importlinter"]["contracts"]
LAYERS = [
    [module.strip() for module in layer.replace(":", "|").split("|")]
    for layer in _contract["layers"]
]


def place(module: str) -> tuple[int, str]:
    """The layer a module stands in, counted from the top, and the name it has there.

    Raises LookupError for a module that the order does not name.
    """
    for height, layer in enumerate(LAYERS):
        for name in layer:
            if module == name or module.startswith(f"{name}."):
                return height, name
    raise LookupError(f"{module} has no place in the order of the house (pyproject.toml)")


def may_point_at(module: str, other: str) -> bool:
    """Whether `module` may know `other`: its own package, or one that stands below it."""
    (height, name), (other_height, other_name) = place(module), place(other)
    return name == other_name or height < other_height
