"""The table of what a session opened: mailboxes, folders, messages, sites, teams and the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from vbo_tui.model.document import Resource
from vbo_tui.model.filter import Filter
from vbo_tui.model.item import ItemPage
from vbo_tui.ui.format import TimeMode
from vbo_tui.ui.item_rows import ItemRows
from vbo_tui.ui.widgets.record_table import RecordTable


class ItemTable(RecordTable):
    """Shows one page of a list."""

    def __init__(self, *, now: Callable[[], datetime]) -> None:
        """Begin with nothing; ``now`` returns the time (aware) by the server's clock."""
        self._rows = ItemRows()
        super().__init__(self._rows, now=now)

    def show(self, resource: Resource, mode: TimeMode) -> None:
        """Show a page of a list; the cursor stays on its row."""
        if not isinstance(resource, ItemPage):
            return
        if resource is not self._rows.page or mode is not self._rows.mode:
            self._rows.page, self._rows.mode = resource, mode
            self.work_out()

    def begin(self, *, chosen: Filter | None = None) -> None:
        """Take in that another list comes: from its first row on, filtered as told."""
        self._rows.page, self._rows.filter = ItemPage(""), chosen or Filter()
        self.work_out()
