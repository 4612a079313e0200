"""What the settings name that has to be there: columns, orders, and filters that can be read. Pure."""

from __future__ import annotations

from vbo_tui.model.filter import SESSION_FIELDS, Filter
from vbo_tui.model.query import Order, SortKey
from vbo_tui.profiles.settings import Settings
from vbo_tui.ui.columns import EVERY, MARK
from vbo_tui.ui.themes import THEMES

COLUMN_NAMES = tuple(dict.fromkeys(column.key for column in EVERY if column is not MARK))
"""What ``columns`` may name."""


def wrong_names(settings: Settings) -> list[str]:
    """Return a sentence for each thing that the settings name and that there is not, or is not one."""
    complaints = [
        f"{settings.place('table.columns')}: there is no {choice.name!r}, but {', '.join(COLUMN_NAMES)}"
        for choice in settings.columns
        if choice.name not in COLUMN_NAMES
    ]
    if settings.sort and Order.parse(settings.sort) is None:
        complaints.append(
            f"{settings.place('table.sort')}: there is no {settings.sort!r}, but {', '.join(SortKey)}"
        )
    if settings.theme not in THEMES:
        complaints.append(
            f"{settings.place('theme')}: there is no {settings.theme!r}, but {', '.join(THEMES)}"
        )
    for name, text in settings.filters.items():
        _, wrong = Filter.begun(text, SESSION_FIELDS, settings.filters)
        complaints += [f"{settings.place(f'filters.{name}')}: {complaint}" for complaint in wrong[:1]]
    return complaints
