"""The description of the API as people read it: what can be asked, sent and had, by thing."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from collab.base.access.permissions import PERMISSIONS, Permission
from collab.base.api.scopes import Scope

PREFIX = "/api/v1/"
VERBS = ("get", "post", "patch", "delete")


@dataclass(frozen=True)
class Field:
    """Something sent or given: its name, of what sort it is, whether it must be there."""

    name: str
    sort: str
    required: bool
    says: str


@dataclass(frozen=True)
class Described:
    """An operation in words."""

    verb: str
    path: str
    says: str
    scope: str
    permission: Permission
    asks: list[Field]
    sends: list[Field]
    gives: list[Field]

    @property
    def anchor(self) -> str:
        return f"{self.verb}-{self.path}".lower().translate(str.maketrans("/{}", "---")).strip("-")


@dataclass(frozen=True)
class Section:
    title: str
    operations: list[Described]


def sections(openapi: dict[str, Any]) -> list[Section]:
    """The operations by the first part of their address."""
    described = sorted(_operations(openapi), key=lambda each: each.path.split("/")[0])
    return [
        Section(name.replace("-", " ").capitalize(), list(group))
        for name, group in groupby(described, key=lambda each: each.path.split("/")[0])
    ]


def _operations(openapi: dict[str, Any]) -> Iterator[Described]:
    for address, methods in openapi["paths"].items():
        for verb in VERBS:
            if verb in methods:
                yield _described(openapi, address.removeprefix(PREFIX), verb, methods[verb])


def _described(openapi: dict[str, Any], path: str, verb: str, what: dict[str, Any]) -> Described:
    success = next(code for code in what["responses"] if code.startswith("2"))
    return Described(
        verb=verb.upper(),
        path=path,
        says=what.get("description", "").replace("\n", " "),
        scope=str(Scope(what["x-scope"]).label),
        permission=PERMISSIONS[what["x-permission"]],
        asks=[
            Field(
                each["name"],
                _sort(openapi, each["schema"]),
                each.get("required", False),
                each.get("description", ""),
            )
            for each in what.get("parameters", [])
            if each["in"] != "path"
        ],
        sends=_fields(openapi, what.get("requestBody", {})),
        gives=_fields(openapi, what["responses"][success]),
    )


def _fields(openapi: dict[str, Any], body: dict[str, Any]) -> list[Field]:
    content = body.get("content", {}).get("application/json")
    if content is None:
        return []
    shape = _resolved(openapi, content["schema"])
    return [
        Field(
            name,
            _sort(openapi, each),
            name in shape.get("required", ()),
            _says(openapi, each),
        )
        for name, each in shape.get("properties", {}).items()
    ]


def _says(openapi: dict[str, Any], schema: dict[str, Any]) -> str:
    values = _resolved(openapi, schema).get("enum", ())
    if values:
        return ", ".join(str(value) for value in values if value not in ("", None))
    return str(schema.get("description", ""))


def _sort(openapi: dict[str, Any], schema: dict[str, Any]) -> str:
    shape = _resolved(openapi, schema)
    if "enum" in shape:
        return "one of"
    if shape.get("type") == "array":
        return f"list of {_sort(openapi, shape['items'])}"
    if shape.get("type") == "object":
        return ", ".join(shape.get("properties", {})) or "object"
    sort = str(shape.get("format") or shape.get("type", "text"))
    return {"string": "text", "date-time": "moment", "integer": "number"}.get(sort, sort)


def _resolved(openapi: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """A schema, by its name if it has one; of several, such as "or null", the first."""
    for several in ("oneOf", "allOf", "anyOf"):
        if several in schema:
            return _resolved(openapi, schema[several][0])
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _resolved(openapi, openapi["components"]["schemas"][name])
    return schema
