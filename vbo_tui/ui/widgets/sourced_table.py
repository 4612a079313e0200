"""A DataTable that keeps no cells of its own: it asks a source for them.

The plain DataTable holds an object, a dictionary and a height for every row. For users, CSS and
tests this one stays a DataTable: rows are counted, found and read as ever; but they are changed at
their source, and only there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from rich.text import Text
from textual.coordinate import Coordinate
from textual.geometry import Size
from textual.widgets import DataTable
from textual.widgets.data_table import CellDoesNotExist, CellKey, ColumnKey, RowDoesNotExist, RowKey

from vbo_tui.ui import format as fmt
from vbo_tui.ui.slots import Cell

HEADER = 1
"""Lines of the header."""


class RowSource(Protocol):
    """Where the rows are."""

    def __len__(self) -> int:
        """Return how many rows there are."""

    def key(self, row: int) -> str:
        """Return what names a row for good."""

    def row(self, key: str) -> int | None:
        """Return where the row of that name is now; None where there is none."""

    def cells(self, row: int) -> tuple[Cell, ...]:
        """Return what a row prints now, a cell for each column."""


class SourcedTable(DataTable[Text]):
    """Rows of one line each, read from a source, under a row cursor."""

    def __init__(self, source: RowSource, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Show the rows of ``source``."""
        self.source = source
        """Where the rows are."""
        super().__init__(cursor_type="row", cell_padding=0, id=id)

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.source)

    @property
    def ordered_rows(self) -> list[Any]:
        """Nothing: there are no row objects, so that no loop runs over all rows."""
        return []

    def validate_virtual_size(self, size: Size) -> Size:
        """Keep the height right, which the plain table would count from its row objects."""
        return Size(self.size.width, len(self.source) + HEADER)

    def is_valid_row_index(self, row_index: int) -> bool:
        """Return whether there is such a row."""
        return 0 <= row_index < len(self.source)

    def get_row_height(self, row_key: RowKey) -> int:
        """Return 1: every row is one line."""
        return 1

    def get_row_index(self, row_key: RowKey | str) -> int:
        """Return where the row of that name is now."""
        name = row_key.value if isinstance(row_key, RowKey) else row_key
        row = None if name is None else self.source.row(name)
        if row is None:
            raise RowDoesNotExist(f"No row exists for row_key={row_key!r}")
        return row

    def get_row_at(self, row_index: int) -> list[Text]:
        """Return what a row prints now."""
        if not self.is_valid_row_index(row_index):
            raise RowDoesNotExist(f"Row index {row_index!r} is not valid.")
        return [Text(fmt.plain(cell.text), style=cell.style) for cell in self.source.cells(row_index)]

    def get_row(self, row_key: RowKey | str) -> list[Text]:
        """Return what the row of that name prints now."""
        return self.get_row_at(self.get_row_index(row_key))

    def get_cell_at(self, coordinate: Coordinate) -> Text:
        """Return what a cell prints now."""
        if not self.is_valid_coordinate(coordinate):
            raise CellDoesNotExist(f"No cell exists at {coordinate!r}.")
        return self.get_row_at(coordinate.row)[coordinate.column]

    def get_cell(self, row_key: RowKey | str, column_key: ColumnKey | str) -> Text:
        """Return what a cell prints now."""
        try:
            return self.get_cell_at(self.get_cell_coordinate(row_key, column_key))
        except RowDoesNotExist as error:
            raise CellDoesNotExist(str(error)) from error

    def get_column(self, column_key: ColumnKey | str) -> Iterable[Text]:
        """Return what the cells of a column print now, from the first row down."""
        column = self.get_column_index(column_key)
        return (self.get_row_at(row)[column] for row in range(self.row_count))

    def get_cell_coordinate(self, row_key: RowKey | str, column_key: ColumnKey | str) -> Coordinate:
        """Return where a cell is now."""
        return Coordinate(self.get_row_index(row_key), self.get_column_index(column_key))

    def coordinate_to_cell_key(self, coordinate: Coordinate) -> CellKey:
        """Return the names of the row and the column at ``coordinate``."""
        if not self.is_valid_coordinate(coordinate):
            raise CellDoesNotExist(f"No cell exists at {coordinate!r}.")
        return CellKey(RowKey(self.source.key(coordinate.row)), self.ordered_columns[coordinate.column].key)
