"""textual-fastdatatable, where it is installed: a table on Arrow that others would take."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow
from textual_fastdatatable import ArrowBackend, DataTable

from tests.bench.table.meter import Act
from tests.bench.table.rows import cells, columns
from tests.bench.table.tables import Table


class Faster(Table):
    """Refilled by a table of texts, one cell by ``update_cell``; it has no styles by cell."""

    def __init__(self, rows: int, width: int) -> None:
        super().__init__(rows, width)
        widths: list[int | None] = [width for _, width in columns(width)]
        self.faster = self.widget = DataTable(
            backend=self._backend(), column_widths=widths, cursor_type="row", render_markup=False
        )

    def _backend(self) -> ArrowBackend:
        names = [key for key, _ in columns(self.width)]
        rows = zip(*([cell.text for cell in cells(one, self.width)] for one in self.sessions), strict=True)
        return ArrowBackend(pyarrow.table([list(column) for column in rows], names=names))

    def shower(self, touched: Sequence[int]) -> Act:
        if len(touched) == 1:
            row = touched[0]
            return lambda: self.faster.update_cell(row, 1, cells(self.sessions[row], self.width)[1].text)
        return self._refill

    def _refill(self) -> None:
        self.faster.backend = self._backend()
        self.faster.refresh()

    def down(self) -> Act:
        return self.faster.action_cursor_down

    @property
    def at_the_end(self) -> bool:
        return bool(self.faster.cursor_row >= self.faster.size.height - 2)
