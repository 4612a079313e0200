"""What the make-believe server may send in each API version, as JSON Schema, and a check against it.

The files in ``schemas`` are written from the documentation, not from either program's code. They describe
each version with its usual settings: what an option or a fault of the simulator changes on purpose is
refused here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias, TypedDict, cast

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.exceptions import best_match, relevance
from jsonschema.protocols import Validator
from jsonschema.validators import extend

VERSIONS = ("v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8")
SCHEMAS = Path(__file__).parent / "schemas"

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | int | float | None"
Schema = TypedDict(
    "Schema",
    {
        "$ref": str,
        "type": "str | list[str]",
        "const": str,
        "enum": "list[str | None]",
        "pattern": str,
        "minimum": int,
        "maximum": int,
        "items": "Schema",
        "properties": "dict[str, Schema]",
        "required": list[str],
        "additionalProperties": bool,
        "anyOf": "list[Schema]",
        "not": "Schema",
        "if": "Schema",
        "then": "Schema",
        "else": "Schema",
    },
    total=False,
)
"""Every keyword that the files use; ``strategies`` reads all of them."""


@cache
def definitions(version: str) -> dict[str, Schema]:
    """The parts of ``version`` and what they are made of, by name."""
    document = json.loads((SCHEMAS / f"{version}.json").read_text(encoding="utf-8"))
    return cast("dict[str, Schema]", document["$defs"])


def check(version: str, part: str, body: object) -> None:
    """Assert that ``body`` is what the server of ``version`` sends as ``part``."""
    errors = list(_validator(version, part).iter_errors(cast("Json", body)))
    if errors:
        error = _most_telling(errors)
        raise AssertionError(f"{version} {part}: {error.json_path}: {error.message}")


def _most_telling(errors: list[ValidationError]) -> ValidationError:
    """Jsonschema's best match, where a choice of kinds is judged by the kind that the body says it is."""
    error = max(errors, key=_telling)
    choices: dict[object, list[ValidationError]] = {}
    for inner in error.context or []:
        choices.setdefault(inner.relative_schema_path[0], []).append(inner)
    meant = [inside for inside in choices.values() if not any(map(_says_other_kind, inside))]
    return _most_telling(meant[0]) if len(meant) == 1 else cast("ValidationError", best_match([error]))


def _says_other_kind(error: ValidationError) -> bool:
    return list(error.relative_path) in (["eventType"], ["itemRestoreDetailsType"])


def _telling(error: ValidationError) -> tuple[object, ...]:
    """How much ``error`` explains: what hangs on another field's value least of all."""
    conditional = not {"then", "else"}.isdisjoint(error.absolute_schema_path)
    return (not conditional, relevance(error))


def _whole_pattern(_: Validator, pattern: str, instance: Json, __: Schema) -> Iterator[ValidationError]:
    """Read ``pattern`` as JSON Schema does: Python's ``$`` would let a last line feed pass."""
    if isinstance(instance, str) and not re.fullmatch(pattern, instance, re.ASCII):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


@cache
def _validator(version: str, part: str) -> Validator:
    known = definitions(version)
    if part not in known:
        raise LookupError(f"{version} has no {part}")
    checker: type[Validator] = extend(  # type: ignore[no-untyped-call]  # its stub has no types
        Draft202012Validator, {"pattern": _whole_pattern}
    )
    return checker({"$ref": f"#/$defs/{part}", "$defs": known})
