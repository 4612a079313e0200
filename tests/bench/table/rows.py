"""The sessions that the tables show, and what they print of one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
from rich.text import Text

from vbo_tui.model.session import Session, SessionId
from vbo_tui.ui.columns import View, layout
from vbo_tui.ui.format import TimeMode
from vbo_tui.ui.slots import Cell

NOW = datetime(2026, 9, 24, 14, 3, tzinfo=UTC)
"""The time on every clock."""

VIEW = View(NOW, TimeMode.UTC, {})


def sessions(count: int) -> list[Session]:
    """Return sessions that started one minute after another, the newest first; one in ten works."""
    return [
        Session(
            id=SessionId(f"{number:08x}-d0e2-422b-9d7c-35d15661c3fb"),
            type="Vex",
            state="Stopped" if number % 10 else "Working",
            result=("Success", "Warning", "Failed")[number % 3],
            created=NOW - timedelta(minutes=number),
            ended=NOW - timedelta(minutes=number, seconds=-40) if number % 10 else None,
            point_in_time=NOW - timedelta(days=1, minutes=number),
        )
        for number in range(count)
    ]


def changed(session: Session) -> Session:
    """Return ``session`` with another verdict."""
    result = "Failed" if session.result == "Success" else "Success"
    return msgspec.structs.replace(session, result=result)


def columns(width: int) -> list[tuple[str, int]]:
    """Return the names and widths of the columns of a table of ``width`` cells, gaps included."""
    return [(slot.column.key, slot.width + slot.gap) for slot in layout(width, width - 1)]


def cells(session: Session, width: int) -> list[Cell]:
    """Return what a row prints, column by column."""
    return [slot.column.cell(session, VIEW) for slot in layout(width, width - 1)]


def texts(session: Session, width: int) -> list[Text]:
    """Return the same as tutorials put it into a table."""
    return [Text(cell.text, style=cell.style) for cell in cells(session, width)]
