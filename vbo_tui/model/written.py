"""Sessions as the text of a file, piece by piece: CSV, JSON, Markdown. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum

from vbo_tui.model.session import Session
from vbo_tui.model.values import KEYS, session_values
from vbo_tui.tabular import csv_cell, markdown_cell

COLUMNS = tuple(key for key in KEYS if key != "links")
"""What a table has of a session."""


class Form(StrEnum):
    """What a file is written as; also how its name ends."""

    CSV = "csv"
    JSON = "json"
    MARKDOWN = "md"


def written(sessions: Iterable[Session], form: Form, now: datetime) -> Iterator[str]:
    """Yield the file's text: what comes before the sessions, each of them, what comes after.

    Args:
        sessions: In the order of the file.
        form: What to write.
        now: Aware; a working session has lasted until then.
    """
    match form:
        case Form.CSV:
            return csv_lines(sessions, now)
        case Form.MARKDOWN:
            return _markdown_lines(sessions, now)
    return _json_lines(sessions, now)


def csv_lines(sessions: Iterable[Session], now: datetime) -> Iterator[str]:
    """Yield RFC 4180 lines, a header first; what a spreadsheet would take for a formula is disarmed."""
    yield _csv_line(COLUMNS)
    for session in sessions:
        values = session_values(session, now)
        yield _csv_line([_csv_value(values[key]) for key in COLUMNS])


def _csv_line(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _csv_value(value: object) -> object:
    if isinstance(value, str):
        return csv_cell(value)
    return "" if value is None else value


def _json_lines(sessions: Iterable[Session], now: datetime) -> Iterator[str]:
    """Yield an array, a session a line."""
    before = "[\n"
    for session in sessions:
        yield f"{before}{json.dumps(session_values(session, now), ensure_ascii=False)}"
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _markdown_lines(sessions: Iterable[Session], now: datetime) -> Iterator[str]:
    yield _markdown_line(COLUMNS)
    yield _markdown_line(["---"] * len(COLUMNS))
    for session in sessions:
        values = session_values(session, now)
        yield _markdown_line(
            ["" if values[key] is None else markdown_cell(str(values[key])) for key in COLUMNS]
        )


def _markdown_line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
