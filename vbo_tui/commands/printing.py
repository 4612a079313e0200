"""Sessions and what their links lead to as text for scripts: JSON, lines of JSON, CSV, a table. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from vbo_tui.api.text import width


def as_json(values: object) -> str:
    """Return one JSON document, indented."""
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def as_lines(values: Iterable[object]) -> str:
    """Return one JSON document per line."""
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def as_table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows in aligned columns, two blanks between them; the accessible way to read the list."""
    if not rows:
        return ""
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = (
        "  ".join(cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
    return "".join(f"{line}\n" for line in lines)
