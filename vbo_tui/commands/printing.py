"""Sessions and what their links lead to as text for scripts: JSON, lines of JSON, CSV, a table. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from vbo_tui.api.text import width
from vbo_tui.model.session import Session
from vbo_tui.model.values import KEYS, session_values

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a formula of a text, also behind blanks; to some spreadsheets the wide signs are the others."""

_CELL_ENDS = ("\t", "\r")


def as_json(values: object) -> str:
    """Return one JSON document, indented."""
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def as_lines(values: Iterable[object]) -> str:
    """Return one JSON document per line."""
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def as_csv(sessions: Sequence[Session], now: datetime) -> str:
    """Return RFC 4180 lines, a header first; what a spreadsheet would take for a formula is quoted."""
    columns = [key for key in KEYS if key != "links"]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for session in sessions:
        values = session_values(session, now)
        writer.writerow([_harmless(values[key]) for key in columns])
    return out.getvalue()


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


def _harmless(value: object) -> object:
    if isinstance(value, str) and (value.startswith(_CELL_ENDS) or value.lstrip().startswith(_FORMULA)):
        return f"'{value}"
    return "" if value is None else value
