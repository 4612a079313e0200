"""The screen's third storey: what leaves it for the terminal's clipboard, or for a file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path

from textual import on, work

from vbo_tui.errors import ConfigError
from vbo_tui.model.written import Form, written
from vbo_tui.ui import format as fmt
from vbo_tui.ui import sequences
from vbo_tui.ui.export import file_name, form_of, write
from vbo_tui.ui.messages import CopyWanted, ExportWanted
from vbo_tui.ui.screens.following import FollowingScreen
from vbo_tui.ui.screens.question import QuestionScreen
from vbo_tui.ui.widgets.session_table import SessionTable

Pieces = Callable[[Path], Iterable[str | bytes]]
"""Returns what to write into a file of that name."""


class GivingScreen(FollowingScreen):
    """Copies and exports."""

    @on(CopyWanted)
    def _copy(self, message: CopyWanted) -> None:
        sequence = sequences.copied(message.text)
        if sequence:
            sequences.say(self.app, sequence)
            self.say(f"sent to terminal: {fmt.plain(message.text[:1000])}")
        else:
            size = len(message.text.encode("utf-8", "replace"))
            most = sequences.most_copied()
            self.say(f"not sent: {size:,} bytes, terminals take {most:,} at most; e writes a file")

    def action_copy(self) -> None:
        """Copy the chosen session's id."""
        session = self.query_one(SessionTable).chosen
        if session is not None:
            self.post_message(CopyWanted(session.id))

    def action_export(self) -> None:
        """Ask where the sessions that are seen shall be written to, and as what."""
        table = self.query_one(SessionTable)
        now, shown = self._server_now(), table.seen_sessions()
        narrowing = f"{table.filter.only or ''} {table.filter.text}"
        name = file_name(self.profile.name, narrowing, self._local_now(), Form.CSV)
        self._ask_where(
            f"Write {len(shown):,} sessions to:",
            name,
            lambda path: written(shown, form_of(path), now),
            hint="the ending says what: .csv, .json or .md. Enter writes, Esc does not",
        )

    @on(ExportWanted)
    def _export_document(self, message: ExportWanted) -> None:
        name = file_name(self.profile.name, message.name, self._local_now(), Form.JSON)
        self._ask_where(
            f"Write {fmt.size(len(message.body))} as the server sent them to:",
            name,
            lambda path: [message.body],
            hint="Enter writes, Esc does not",
        )

    def _local_now(self) -> datetime:
        return fmt.TimeMode.LOCAL.in_zone(self._clock.now())

    def _ask_where(self, question: str, name: str, pieces: Pieces, *, hint: str) -> None:
        answered = partial(self._write_where, pieces)
        self.app.push_screen(QuestionScreen(question, suggestion=name, hint=hint), answered)

    def _write_where(self, pieces: Pieces, answer: str | None) -> None:
        if answer:
            try:
                path = Path(os.path.expanduser(answer)).absolute()
            except OSError as error:  # the folder that the program was started in is gone
                self.say(f"not written: {error.strerror}")
            else:
                self._write(path, pieces)

    @work(exclusive=True, group="export")
    async def _write(self, path: Path, pieces: Pieces) -> None:
        try:
            size = await write(path, pieces(path))
        except ConfigError as error:
            self.say(f"not written: {error}")
        else:
            self.say(f"written: {path} ({fmt.size(size)})")
