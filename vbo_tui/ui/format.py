"""Model values as text for a terminal. Pure; knows no widget, and never reads markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from rich.cells import cell_len, set_cell_size

from vbo_tui.model.session import WORKLOADS, Session, Status

NOTHING = "-"
"""What stands where the server said nothing."""

CODES_PER_CELL = 4
"""Code points looked at per cell: marks without a width of their own may be piled up for ever."""

MOST_MARKS = 4
"""Marks left on one letter: more of them reach into the rows above and below."""

LONGEST_VALUE = 1000
"""Letters shown of one value of the detail pane, and of one message."""

LONGEST_WORD = 40
"""Cells of what should be a word, and may be anything."""


class TimeMode(StrEnum):
    """How instants are printed."""

    RELATIVE = "relative"
    LOCAL = "local"
    UTC = "UTC"

    @property
    def next(self) -> TimeMode:
        """The mode that the same key leads to."""
        modes = list(TimeMode)
        return modes[(modes.index(self) + 1) % len(modes)]

    def in_zone(self, value: datetime) -> datetime:
        """Return the same instant (aware) in the zone of this mode; the edges of the calendar stay put."""
        try:
            return value.astimezone(UTC if self is TimeMode.UTC else None)
        except (OverflowError, ValueError, OSError):
            return value.replace(tzinfo=UTC)

    def zone_name(self, now: datetime) -> str:
        """Return the zone's name at ``now`` (aware), short enough for a title; "" where relative."""
        if self is TimeMode.RELATIVE:
            return ""
        there = self.in_zone(now)
        name = there.tzname() or ""
        return name if name.isascii() and 0 < len(name) <= 5 else f"{there:%z}"


def plain(text: str) -> str:
    """Return ``text`` with everything replaced that does not print as itself.

    Strings of the model are free of control characters already; this is the last door before the
    terminal. Variation selectors go, and what is as wide here and differently wide there is replaced:
    one such letter would push everything behind it out of its column.
    """
    if text.isprintable() and (text.isascii() or max(text) < FIRST_DISPUTED):
        return text
    return "".join(shown for _, shown in letters(text))


def letters(text: str) -> Iterator[tuple[str, str]]:
    """Yield each letter of ``text``, and what is shown in its place: as a rule itself.

    A mark without a letter to sit on would sit on what stands before the text, or at the edge of a line.
    """
    marks, before = 0, " "
    for char in text:
        shown = _printable(char)
        if shown < FIRST_DISPUTED or cell_len(shown):
            marks = 0
        elif before == " ":
            shown = "\ufffd"
        else:
            marks += 1
            shown = shown if marks <= MOST_MARKS else ""
        before = shown or before
        yield char, shown


FIRST_DISPUTED = "\u0300"
"""Below this all terminals agree about every letter."""


def _printable(char: str) -> str:
    if "\ufe00" <= char <= "\ufe0f":
        return ""
    if char.isprintable() and not _is_disputed(char):
        return char
    return " " if char.isspace() else "\ufffd"


def _is_disputed(char: str) -> bool:
    """Tell whether Rich, which lays the screen out, and terminals may count other widths.

    Vowel signs that stand beside their letter, halves of flags, and the colours of faces.
    """
    if char < FIRST_DISPUTED:
        return False
    flags_or_faces = "\U0001f1e6" <= char <= "\U0001f1ff" or "\U0001f3fb" <= char <= "\U0001f3ff"
    return flags_or_faces or char == "\U0001171e" or unicodedata.category(char) == "Mc"


def cell(text: str, width: int) -> str:
    """Return ``text`` in exactly ``width`` cells of a terminal, with ``~`` where it was cut."""
    short = plain(text[: width * CODES_PER_CELL + CODES_PER_CELL])
    if cell_len(short) <= width and len(text) <= width * CODES_PER_CELL + CODES_PER_CELL:
        return set_cell_size(short, width)
    return set_cell_size(short, width - 1) + "~" if width > 0 else ""


def within(text: str, width: int) -> str:
    """Return ``text`` in at most ``width`` cells, with ``~`` where it was cut."""
    most = width * CODES_PER_CELL + CODES_PER_CELL
    short = plain(text[:most])
    if len(text) <= most and cell_len(short) <= width:
        return short
    return (short if cell_len(short) < width else set_cell_size(short, max(width - 1, 0))) + "~"[:width]


def bounded(text: str, most: int = LONGEST_VALUE, mark: str = "~") -> str:
    """Return the first ``most`` letters of ``text``, made plain, with ``mark`` where it goes on."""
    return plain(text) if len(text) <= most else plain(text[:most]) + mark


def status_word(session: Session, *, stuck: bool = False) -> str:
    """Return how a session stands: RUN, OK, WARN, FAIL, or the server's own word.

    A verdict on a working session is one so far: ``RUN/W``, ``RUN/F``, and never OK. Where it is
    ``stuck``: ``RUN!``, ``RUN!W``, ``RUN!F``.
    """
    if session.status is not Status.RUNNING:
        return _WORDS.get(session.status) or session.result or session.state
    if session.state.casefold() != "working":
        return session.state or NOTHING
    so_far = _SO_FAR.get(session.result.casefold(), "")
    return f"RUN!{so_far[1:]}" if stuck else f"RUN{so_far}"


def status_style(session: Session, *, stuck: bool = False) -> str:
    """Return the style of the status word: one of the terminal's own 16 colours."""
    if session.status is not Status.RUNNING:
        return style_of(session.status)
    if stuck:
        return _STUCK
    return _STYLES_SO_FAR.get(session.result.casefold(), style_of(Status.RUNNING))


def style_of(status: Status) -> str:
    """Return the style of a status without a verdict so far."""
    return _STYLES[status]


_WORDS = {Status.SUCCESS: "OK", Status.WARNING: "WARN", Status.FAILED: "FAIL"}
_SO_FAR = {"warning": "/W", "failed": "/F"}
_STYLES = {
    Status.RUNNING: "bold cyan",
    Status.SUCCESS: "green",
    Status.WARNING: "yellow",
    Status.FAILED: "bold red",
    Status.OTHER: "magenta",
}
_STUCK = "bold underline yellow"
_STYLES_SO_FAR = {"warning": "bold yellow", "failed": "bold red"}


def event_status(word: str) -> str:
    """Return how an event, or an item, came out: in four letters, or in the server's own word."""
    return _EVENT_WORDS.get(word.casefold(), (word or NOTHING, ""))[0]


def event_style(word: str) -> str:
    """Return the style of an event's status."""
    return _EVENT_WORDS.get(word.casefold(), ("", "magenta"))[1]


_EVENT_WORDS = {
    "running": ("RUN", "bold cyan"),
    "success": ("OK", "green"),
    "warning": ("WARN", "yellow"),
    "failed": ("FAIL", "bold red"),
    "cancelled": ("CANC", "magenta"),
    "skipped": ("SKIP", "magenta"),
}


def words(name: str) -> str:
    """Return a name out of JSON as a label: ``modificationTime`` is ``Modification time``."""
    spaced = _HUMP.sub(lambda found: f" {found[0].lower()}", name.replace(".", " "))
    return spaced[:1].upper() + spaced[1:]


_HUMP = re.compile("(?<=[a-z0-9])[A-Z]")


def size(count: int | None) -> str:
    """Return bytes in at most six cells: ``318 kB``, ``2.4 MB``; powers of 1000."""
    if count is None:
        return NOTHING
    if abs(count) < 1000:
        return f"{count} B"
    value, place = count / 1000, 0
    while abs(value) >= 999.5 and place < len(_UNITS) - 1:
        value, place = value / 1000, place + 1
    return f"{value:.1f} {_UNITS[place]}" if abs(value) < 9.95 else f"{value:.0f} {_UNITS[place]}"


_UNITS = ("kB", "MB", "GB", "TB")


def type_name(word: str) -> str:
    """Return what a session restores, in full; the server's own word if it is none of ours."""
    return WORKLOADS.get(word.casefold(), word)


def type_short(word: str) -> str:
    """Return what a session restores, in four cells."""
    return _SHORT.get(word.casefold(), word)


_SHORT = {"vex": "Exch", "veod": "OneD", "vesp": "SP", "vet": "Team"}


def duration(value: timedelta) -> str:
    """Return a length of time in its two largest units, in at most six cells: ``2m10s``, ``3d04h``."""
    seconds = max(int(value.total_seconds()), 0)
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if minutes == 0:
        return f"{seconds}s"
    if hours == 0:
        return f"{minutes}m{seconds % 60:02}s"
    if days == 0:
        return f"{hours}h{minutes % 60:02}m"
    if days < 100:
        return f"{days}d{hours % 24:02}h"
    return f"{days}d" if days < 1000 else f"{days // 365}y"


def lasted(session: Session, now: datetime) -> str:
    """Return how long a session lasted, or has lasted at ``now`` (aware)."""
    value = session.duration(now)
    return NOTHING if value is None else duration(value)


def lasting(session: Session, now: datetime) -> str:
    """Return the same for a row of the table: of a working session whole minutes, once there are any.

    Seconds that tick in every row cost more on a thin line than all the rest.
    """
    value = session.duration(now)
    if value is None or not session.is_working or not 60 <= value.total_seconds() < 3600:
        return lasted(session, now)
    return f"{int(value.total_seconds()) // 60}m"


def age(value: datetime | None, now: datetime) -> str:
    """Return how long ago an instant was; an instant to come is 0 seconds ago. Both are aware."""
    return NOTHING if value is None else duration(now - value)


def instant(value: datetime | None, mode: TimeMode, now: datetime) -> str:
    """Return an instant to the minute, in 16 cells at most: ``2017-06-29 07:42``, ``1h03m ago``.

    Args:
        value: Aware; None for what the server did not say.
        mode: Relative, or the zone.
        now: Aware.
    """
    if value is None:
        return NOTHING
    if mode is not TimeMode.RELATIVE:
        return mode.in_zone(value).isoformat(" ", "minutes")[:16]
    return f"{duration(now - value)} ago" if value <= now else f"in {duration(value - now)}"


def exact(value: datetime | None) -> str:
    """Return an instant to the second, with its own offset."""
    return NOTHING if value is None else value.isoformat(" ", "seconds")
