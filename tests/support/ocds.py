"""Whether open contracting data is valid against the standard's own schema, extensions included."""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft4Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

FOLDER = Path(__file__).parents[1] / "vendor" / "ocds"
_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("date-time", raises=ValueError)
def is_moment(value: object) -> bool:
    """Say whether a text is a date with a time and a zone."""
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@_FORMATS.checks("uri", raises=ValueError)
def is_address(value: object) -> bool:
    """Say whether a text is a full address."""
    return not isinstance(value, str) or bool(urlsplit(value).scheme and urlsplit(value).netloc)


def list_faults(package: dict[str, Any]) -> list[str]:
    """Return what is wrong with a release or record package, and every field it invents."""
    kind = "record" if "records" in package else "release"
    schema = _read(f"{kind}-package-schema.json")
    validator = Draft4Validator(schema, registry=_registry(), format_checker=_FORMATS)
    faults = [f"{'/'.join(map(str, e.path))}: {e.message}" for e in validator.iter_errors(package)]
    return faults + list(_invented(package, schema, ""))


def _invented(value: Any, schema: dict[str, Any], path: str) -> Iterator[str]:
    schema = _resolved(schema)
    if isinstance(value, list):
        for each in value:
            yield from _invented(each, schema.get("items", {}), path)
    elif isinstance(value, dict):
        known = schema.get("properties", {})
        for name, inner in value.items():
            if name not in known:
                yield f"{path}/{name} is no field of the standard"
            else:
                yield from _invented(inner, known[name], f"{path}/{name}")


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref", "")
    if "oneOf" in schema:
        return _resolved(schema["oneOf"][-1])
    if reference.startswith("#/definitions/"):
        return _resolved(_release_schema()["definitions"][reference.rpartition("/")[2]])
    return _release_schema() if reference else schema


@cache
def _registry() -> Registry:
    schema = _release_schema()
    resource = Resource.from_contents(schema, default_specification=DRAFT4)
    return Registry().with_resource(schema["id"], resource)


@cache
def _release_schema() -> dict[str, Any]:
    merged: dict[str, Any] = _merge(_read("release-schema.json"), _read("extensions.json"))
    return merged


def _merge(schema: Any, patch: Any) -> Any:
    """Apply a JSON merge patch (RFC 7396), which is how extensions extend."""
    if not isinstance(patch, dict):
        return patch
    base = schema if isinstance(schema, dict) else {}
    return base | {name: _merge(base.get(name), inner) for name, inner in patch.items()}


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return found
