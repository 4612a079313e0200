"""The stage's terminal: what the app writes, read by an emulator, and compared with what was meant.

The emulator's cells are laid out by wcwidth, as terminals do it, and not by Rich, which laid out the screen.
"""

from __future__ import annotations

import asyncio
import itertools
import time
import unicodedata
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any

import pyte
from pyte.screens import Char
from textual import events
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget
from wcwidth import wcswidth, wcwidth

ACTING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories of what is no letter: controls, directions, joiners, private and unassigned."""

TURNS = 10
"""Turns of the event loop without a message for anybody, after which none is on its way."""

PATIENCE = 20.0
"""Seconds after which what was waited for will never come."""


class Emulator(pyte.Screen):
    """A terminal as strict as any: what real ones disagree about is written down as ``strange``.

    ``draw`` is our own, for pyte 0.8 drops the rest of a text at the first mark that is no "combining" one,
    puts a mark onto the second half of a wide letter, where nobody sees it, and leaves half a wide letter
    standing where the other half is written over; terminals blank it. Colours are left out.
    """

    def __init__(self, columns: int, lines: int) -> None:
        self.strange: list[str] = []
        """What should never have come: controls, wrapped letters, marks without a letter, titles."""
        self.bells = 0
        """How often it rang."""
        super().__init__(columns, lines)

    def draw(self, data: str) -> None:
        for char in data:
            wide = 1 if " " <= char <= "~" else wcwidth(char)
            if wide < 0 or unicodedata.category(char) in ACTING:
                self.strange.append(f"{char!r}, which acts on a terminal, or is nothing that prints")
            elif wide == 0:
                self._join(char)
            else:
                self._put(char, wide)

    def _put(self, char: str, wide: int) -> None:
        x = self.cursor.x
        if x + wide > self.columns:
            self.strange.append(f"{char!r} past the end of line {self.cursor.y}")
            return
        row = self.buffer[self.cursor.y]
        if row[x].data == "":
            row[x - 1] = row[x - 1]._replace(data=" ")
        if x + wide < self.columns and row[x + wide].data == "":
            row[x + wide] = row[x + wide]._replace(data=" ")
        row[x] = _letter(char)
        if wide == 2:
            row[x + 1] = _letter("")
        self.cursor.x = x + wide

    def _join(self, mark: str) -> None:
        row, x = self.buffer[self.cursor.y], self.cursor.x - 1
        if x >= 0 and row[x].data == "":
            x -= 1
        if x < 0:
            self.strange.append(f"{mark!r} without a letter")
        else:
            row[x] = row[x]._replace(data=row[x].data + mark)

    def bell(self, *_: Any) -> None:
        self.bells += 1

    def set_title(self, param: str) -> None:
        self.strange.append(f"the title {param!r}")

    def set_icon_name(self, param: str) -> None:
        self.strange.append(f"the icon name {param!r}")

    def cells(self, row: int) -> list[str]:
        """Return what stands in each cell of a row; "" in the second half of a wide letter."""
        line: dict[int, Char] = self.buffer[row]
        return [line[column].data for column in range(self.columns)]


_letter = lru_cache(maxsize=4096)(Char)


class EmulatedDriver(HeadlessDriver):
    """Writes into an emulator. Textual paints nothing for a driver that calls itself headless."""

    def __init__(self, *words: Any, **options: Any) -> None:
        super().__init__(*words, **options)
        self.emulator = Emulator(*self._get_terminal_size())
        self._stream = pyte.Stream(self.emulator)

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self._stream.feed(data)


def laid_out(text: str) -> list[str]:
    """Return the cells that ``text`` fills on a terminal."""
    if text.isascii():
        return list(text)
    cells: list[str] = []
    for char in text:
        wide = wcwidth(char)
        if wide == 0 and cells:
            cells[-2 if cells[-1] == "" else -1] += char
        else:
            cells += [char, ""][: max(wide, 1)]
    return cells


class Emulated:
    """An app, and the terminal that it writes to."""

    def __init__(self, app: App[None]) -> None:
        self.app = app

    @property
    def emulator(self) -> Emulator:
        driver = self.app._driver
        assert isinstance(driver, EmulatedDriver)
        return driver.emulator

    async def resize(self, columns: int, rows: int) -> None:
        """Take a terminal of another size: an empty one, so that all of it has to be painted."""
        if tuple(self.app.screen.size) == (columns, rows):
            await self.resize(columns + 1, rows)
        emulator = self.emulator
        emulator.reset()
        emulator.resize(rows, columns)
        self.app._driver._size = (columns, rows)  # type: ignore[union-attr]
        self.app.post_message(events.Resize(Size(columns, rows), Size(columns, rows)))
        await self.until(lambda: tuple(self.app.screen.size) == (columns, rows))
        emulator.strange.clear()  # the last frame in the old size found no room

    async def press(self, key: str) -> None:
        """Press a key, by its name in Textual; only letters and digits stand for themselves in a text."""
        pressed = events.Key(key, key if len(key) == 1 else None)
        pressed.set_sender(self.app)
        self.app.post_message(pressed)
        await self.painted()

    async def until(self, fact: Callable[[], object]) -> None:
        """Let the app run until ``fact`` holds, and it is painted."""
        deadline = time.monotonic() + PATIENCE
        while not fact():
            assert time.monotonic() < deadline, "it never came true"
            await self.painted()
        await self.painted()

    async def painted(self) -> None:
        """Let the app run until nobody has a message to read, and nothing is left to be painted.

        A frame that waits for its time is painted at once. Under private names of Textual's.
        """
        deadline, quiet = time.monotonic() + PATIENCE, 0
        for node in self.app._registry:
            node.check_idle()  # it tells the screen what of it is to be painted when it is idle
        while quiet < TURNS:
            assert time.monotonic() < deadline, "it never stops painting"
            await asyncio.sleep(0)
            quiet = (
                0 if any(node.message_queue_size for node in (self.app, *self.app._registry)) else quiet + 1
            )
            if quiet == TURNS and not _is_painted(self.app.screen):
                quiet = 0
                self.app.call_later(self.app._check_resize)
                self.app.screen.call_later(self.app.screen._on_timer_update)

    def differences(self) -> list[str]:
        """Return what stands on the terminal in another way than it was meant, a sentence each."""
        strips = self.app.screen._compositor.render_strips()
        rows = [(y, 0, strip.text) for y, strip in enumerate(strips)]
        rows += itertools.chain.from_iterable(map(_own_rows, _painters(self.app.screen)))
        found = list(self.emulator.strange)
        for y, strip in enumerate(strips):
            if wcswidth(strip.text) != strip.cell_length:
                found.append(f"row {y} is as wide as {wcswidth(strip.text)} cells to some: {strip.text!r}")
        for y, x, text in rows:
            meant = laid_out(text)
            shown = self.emulator.cells(y)[x : x + len(meant)]
            if shown != meant:
                place = next(
                    at for at, pair in enumerate(zip(shown, meant, strict=False)) if pair[0] != pair[1]
                )
                found.append(f"row {y} from {x + place} on: {shown[place:]} in place of {meant[place:]}")
        return found


def _is_painted(screen: Screen[Any]) -> bool:
    waits = (
        screen._layout_required,
        screen._scroll_required,
        screen._repaint_required,
        screen._recompose_required,
        screen._dirty_widgets,
        screen._compositor._dirty_regions,
        screen._callbacks,
        screen.app._resize_event,
    )
    return not any(waits)


def _painters(screen: Screen[Any]) -> list[Widget]:
    """Return the widgets that print something themselves, where all of them is seen."""
    seen = [widget for widget in screen.query(Widget) if not widget.is_container and widget.visible]
    return [widget for widget in seen if widget.region and _is_on_top(screen, widget)]


def _is_on_top(screen: Screen[Any], widget: Widget) -> bool:
    region = widget.region
    corners = ((region.x, region.y), (region.right - 1, region.bottom - 1))
    return screen.region.contains_region(region) and all(
        found is widget or found.parent is widget
        for found in (screen.get_widget_at(*at)[0] for at in corners)
    )


def _own_rows(widget: Widget) -> Iterable[tuple[int, int, str]]:
    """Yield the lines of a widget as it prints them itself: where they stand, and what they say."""
    content = widget.scrollable_content_region  # without the scrollbar, which paints itself
    for y in range(content.height):
        yield content.y + y, content.x, widget.render_line(y).crop(0, content.width).text


@asynccontextmanager
async def emulated(app: App[None], columns: int = 80, rows: int = 24) -> AsyncGenerator[Emulated, None]:
    """Run ``app`` in an emulated terminal."""
    app.driver_class = EmulatedDriver
    async with app.run_test(headless=False, size=(columns, rows)):
        terminal = Emulated(app)
        await terminal.painted()
        yield terminal
