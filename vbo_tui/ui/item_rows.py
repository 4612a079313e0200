"""The rows of a table of what a session opened: of dozens of kinds, each with what it says. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vbo_tui.model.filter import Filter
from vbo_tui.model.item import Item, ItemPage
from vbo_tui.ui import format as fmt
from vbo_tui.ui.fields import moment_of
from vbo_tui.ui.slots import Cell, Slot, placed


@dataclass(frozen=True, slots=True)
class ItemColumn:
    """One column: how it is named, sized and filled."""

    key: str
    name: str
    width: int
    values: tuple[str, ...] = ()
    """The server's names of what may stand in it; the first one that says something does."""
    share: int = 0


NAME = ItemColumn("name", "Name", 16, share=4)

COLUMNS = (
    ItemColumn("class", "Class", 15, ("itemClass",)),
    ItemColumn("type", "Type", 11, ("type", "privacy")),
    ItemColumn("email", "E-mail", 14, ("email", "groupEmail"), 2),
    ItemColumn("who", "By", 14, ("from", "author", "organizer", "modifiedBy", "createdBy"), 1),
    ItemColumn("to", "To", 14, ("to",), 1),
    ItemColumn(
        "when",
        "When",
        14,
        (
            *("received", "sent", "startTime", "modificationTime", "modified"),
            *("lastModifiedTime", "createdTime", "creationTime"),
        ),
    ),
    ItemColumn("size", "Size", 6, ("sizeBytes", "size")),
    ItemColumn("version", "Version", 7, ("version", "versionId")),
    ItemColumn("url", "URL", 16, ("url", "contentUrl"), 2),
    ItemColumn("archive", "Archive", 7, ("isArchive", "isArchived")),
    ItemColumn("description", "Description", 16, ("description",), 1),
)
"""What there is besides the name, the most telling first; of a list those that say something in it.

Source: fields of the resources below an organization, v1 to v8.
"""


def layout(items: tuple[Item, ...], width: int, room: int) -> tuple[Slot[ItemColumn], ...]:
    """Return the columns for a table of ``width`` cells, of which ``room`` can be filled."""
    names = {name for item in items for name, _ in item.values}
    telling = [column for column in COLUMNS if names.intersection(column.values)]
    kept, left = [NAME], room - NAME.width
    for column in telling:
        if column.width + 2 <= left or width == 0:
            kept.append(column)
            left -= column.width + 2
    return placed(kept, room)


class ItemRows:
    """Fulfils ``RecordRows``."""

    def __init__(self) -> None:
        self.page = ItemPage("")
        self.mode = fmt.TimeMode.LOCAL
        self.slots: tuple[Slot[ItemColumn], ...] = ()
        self.filter = Filter()
        self._shown: list[tuple[str, Item]] = []
        """What is shown, each with what names it."""
        self._rows: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._shown)

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.page.items)

    @property
    def narrowed(self) -> bool:
        """Whether some may be left out."""
        return bool(self.filter)

    def key(self, row: int) -> str:
        """Return the id of a row's thing, or its number, where it has none."""
        return self._shown[row][0]

    def row(self, key: str) -> int | None:
        """Return where the thing of that id is now."""
        return self._rows.get(key)

    def cells(self, row: int) -> tuple[Cell, ...]:
        """Return what a row prints."""
        _, item = self._shown[row]
        return tuple(Cell(self._said(item, slot.column)) for slot in self.slots)

    def _said(self, item: Item, column: ItemColumn) -> str:
        if column is NAME:
            return item.name
        said = next(filter(None, map(item.value, column.values)), "")
        if column.key == "when":
            return moment_of(said, self.mode) or said
        return fmt.size(int(said)) if column.key == "size" and said.isdecimal() and said.isascii() else said

    def choose(self) -> None:
        """Work out again which things are shown."""
        named = ((key_of(self.page, number), item) for number, item in enumerate(self.page.items))
        self._shown = [(key, item) for key, item in named if self._lets_through(item)]
        self._rows = {key: row for row, (key, _) in enumerate(self._shown)}

    def lay_out(self, width: int, room: int) -> None:
        """Choose the columns."""
        self.slots = layout(self.page.items, width, room)

    def titles(self, now: datetime) -> list[str]:
        """Return what stands above the columns; above times their zone at ``now`` (aware)."""
        return [self._title(slot, now) for slot in self.slots]

    def _title(self, slot: Slot[ItemColumn], now: datetime) -> str:
        if slot.column.key != "when":
            return slot.column.name
        mode = fmt.TimeMode.UTC if self.mode is fmt.TimeMode.RELATIVE else self.mode
        zoned = f"When {mode.zone_name(now)}"
        return zoned if len(zoned) <= slot.width else slot.column.name

    def _lets_through(self, item: Item) -> bool:
        if not self.filter:
            return True
        return self.filter.matches("\n".join((item.name, item.id, *(text for _, text in item.values))))


def key_of(page: ItemPage, number: int) -> str:
    """Return what names a thing of a page: its id; its number, where the server gave it none."""
    return page.items[number].id or f"#{number}"


def item_at(page: ItemPage, key: str) -> Item | None:
    """Return the thing of that name; None where there is none."""
    return next((item for number, item in enumerate(page.items) if key_of(page, number) == key), None)
