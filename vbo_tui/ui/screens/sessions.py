"""The main screen: the sessions of one server, live, and what their links lead to. Here are its keys."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.widgets import Input

from vbo_tui.errors import FilterError
from vbo_tui.model.filter import SESSION_FIELDS, Filter
from vbo_tui.model.links import Rel
from vbo_tui.model.query import SortKey, sent
from vbo_tui.monitor.health import Word
from vbo_tui.ui import format as fmt
from vbo_tui.ui.commands import Command, of_bindings, of_names
from vbo_tui.ui.explain import explain
from vbo_tui.ui.fields import link_of
from vbo_tui.ui.filter_language import Language
from vbo_tui.ui.keys import OPEN, PROGRAM, SERVER, VIEW, key, quiet
from vbo_tui.ui.messages import InfoWanted, PaletteWanted, ProfilesWanted
from vbo_tui.ui.screens.facts import FactsScreen
from vbo_tui.ui.screens.giving import GivingScreen
from vbo_tui.ui.screens.help import HelpScreen, key_table
from vbo_tui.ui.widgets.detail_pane import DetailPane
from vbo_tui.ui.widgets.filter_bar import FilterBar
from vbo_tui.ui.widgets.session_table import SessionTable
from vbo_tui.ui.widgets.timeline_view import TimelineView

INTERVALS = (2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0)
"""Seconds that ``+`` and ``-`` step through."""

QUIT = "quit?"
"""The question; while it stands there, the next ``q`` quits."""


class SessionsScreen(GivingScreen):
    """Watches one server and obeys the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("question_mark,f1", "help", "help", "The keys that work here", name="help", group=PROGRAM),
        quiet("enter", "answer", "Answer AUTH or CERT", name="answer", group=SERVER, first=True),
        quiet("d", "open('self')", "Open the session", name="open", group=OPEN),
        key(
            "o",
            "open('organization')",
            "org",
            "Open the session's organization",
            name="open-organization",
            group=OPEN,
        ),
        key("l", "open('events')", "log", "Open the session's events", name="open-events", group=OPEN),
        quiet("y", "open_raw", "The session's JSON as the server sent it", name="open-raw", group=OPEN),
        key(
            "slash",
            "filter",
            "filter",
            "In a table: filter by words, fields and times; in lines: search, n and N go on",
            name="filter",
            group=VIEW,
            first=True,
        ),
        quiet(
            "escape", "clear", "Show all: clear the filter, and what a digit chose", name="clear", group=VIEW
        ),
        key("r,ctrl+r,f5", "poll_now", "refresh", "Ask the server now", name="poll-now", group=SERVER),
        key("p", "pause", "pause", "Hold the view, or go on", name="pause", group=VIEW),
        key(
            "colon,ctrl+p",
            "palette",
            "commands",
            "Everything that can be done, by name",
            name="palette",
            group=PROGRAM,
        ),
        quiet("c", "copy", "Copy the session's id to the terminal's clipboard", name="copy", group=PROGRAM),
        quiet(
            "e", "export", "Write what is seen to a file: CSV, JSON or Markdown", name="export", group=PROGRAM
        ),
        quiet("P", "profiles", "The saved servers", name="profiles", group=SERVER),
        quiet("t", "time_mode", "Times local, UTC or relative", name="time-mode", group=VIEW),
        quiet("plus", "interval(1)", "Poll less often", name="interval-longer", group=SERVER),
        quiet("minus", "interval(-1)", "Poll more often", name="interval-shorter", group=SERVER),
        quiet(
            "apostrophe",
            "next_change",
            "The next change since you were away",
            name="next-change",
            group=VIEW,
            label="'",
        ),
        quiet("w", "wide", "More columns, narrower ones; once more: the usual ones", name="wide", group=VIEW),
        quiet(
            "R",
            "sort('running')",
            "Sort running sessions first, then the newest",
            name="sort-running",
            group=VIEW,
        ),
        quiet(
            "A", "sort('started')", "Sort by start; once more: the other way", name="sort-started", group=VIEW
        ),
        quiet("E", "sort('ended')", "Sort by end", name="sort-ended", group=VIEW),
        quiet("D", "sort('duration')", "Sort by duration", name="sort-duration", group=VIEW),
        quiet("S", "sort('state')", "Sort by state", name="sort-state", group=VIEW),
        quiet("T", "sort('type')", "Sort by type", name="sort-type", group=VIEW),
        quiet("M", "sort('point-in-time')", "Sort by point in time", name="sort-point", group=VIEW),
        quiet("N", "sort('name')", "Sort by name", name="sort-name", group=VIEW),
        quiet("O", "sort('organization')", "Sort by organization", name="sort-organization", group=VIEW),
        quiet("B", "sort('initiated-by')", "Sort by who initiated it", name="sort-initiated-by", group=VIEW),
        quiet("I", "sort('id')", "Sort by id", name="sort-id", group=VIEW),
        quiet("tab,shift+tab", "other_side", "Table or detail", name="other-side", group=OPEN),
        quiet("z", "zoom", "The detail pane alone, or beside the table", name="zoom", group=OPEN),
        quiet("V", "timeline", "The sessions as bars over time", name="timeline", group=OPEN),
        key("q", "quit", "quit", "Quit; asks once", name="quit", group=PROGRAM),
    ]

    _types_into_pane = False
    """Whether what is typed into the filter's row is about events."""

    def on_key(self, event: events.Key) -> None:
        """Any key but the one that quits takes the question back, and the note; who presses one is here."""
        self.alarms_seen()
        bound = self.active_bindings.get(event.key) if self.note else None
        if self.note and (bound is None or bound.binding.id != "quit"):
            self.say("")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Say when the two keys are meant that come before everything else.

        ``Enter`` answers a question only where there is one, else it opens the session. ``/`` is
        taken at once, so that what is typed right behind it, on a slow line in the same packet,
        already goes into the filter.
        """
        if action == "filter":
            return not isinstance(self.focused, Input)
        if action == "open" and parameters:
            return Rel(str(parameters[0])) in self.offered.rels
        if action == "sort" and parameters:
            return sent(SortKey(str(parameters[0])), self.offered.fields)
        if action == "next_change":
            return self._table is not None and self._table.display
        if action == "answer":
            return self.word in (Word.AUTH, Word.CERT) and self.focused is self.front
        if action == "timeline":
            return self.focused is self.query_one(SessionTable)
        return True

    def action_help(self) -> None:
        """Show the keys that work here."""
        self.app.push_screen(HelpScreen(key_table(self)))

    def action_palette(self) -> None:
        """Offer everything that can be done from here, by name."""
        bound = [command for command in of_bindings(self) if command.name != "palette"]
        names = {command.name for command in bound}
        sorts = [str(one) for one in SortKey if sent(one, self.offered.fields) and f"sort-{one}" not in names]
        filters = [f"@{name}" for name in self.settings.filters]
        commands = [
            *bound,
            *of_names("sort", "Sort by it", sorts, self.action_sort),
            *of_names("filter", "Show what the named filter lets through", filters, self.filter_by),
            Command("explain", "Why the connection is as it is", self._explain),
            Command("info", "Versions, terminal, files, settings", self._tell_info),
        ]
        self.post_message(PaletteWanted(commands))

    def _explain(self) -> None:
        facts = explain(
            self.profile,
            self.view.health,
            self._server.conversation(),
            self._situation(self._clock.seconds()),
            self.view.newest.skew,
            self.query_one(SessionTable).time_mode,
        )
        self.app.push_screen(FactsScreen(facts))

    def _tell_info(self) -> None:
        self.post_message(InfoWanted(self.profile, self.offered.version))

    def filter_by(self, text: str) -> None:
        """Show the sessions that a filter lets through; one that cannot be read says why."""
        try:
            self.query_one(SessionTable).filter = Filter.parse(text, SESSION_FIELDS, self.settings.filters)
        except FilterError as error:
            self.say(str(error))
        else:
            self.show_state()

    def action_open(self, rel: str) -> None:
        """Open one of the chosen session's links."""
        session = self.query_one(SessionTable).chosen
        if session is not None:
            self.open_session(session, link_of(session, Rel(rel)))

    def action_open_raw(self) -> None:
        """Show the chosen session as the server sends it."""
        session = self.query_one(SessionTable).chosen
        if session is not None:
            self.open_session(session, link_of(session, Rel.SELF), raw=True)

    def action_other_side(self) -> None:
        """Take the keys to the table or to the detail pane."""
        pane = self.query_one(DetailPane)
        if not self.has_class("-detail"):
            return
        if pane.has_focus_within and self.has_class("-wide"):
            self.remove_class("-zoom")
            self.set_focus(self.front)
        else:
            pane.focus_page()

    def action_zoom(self) -> None:
        """Give the detail pane the whole width, or half of it again."""
        if self.has_class("-detail"):
            self.toggle_class("-zoom")
            self.query_one(DetailPane).focus_page()

    def action_timeline(self) -> None:
        """Show the sessions as bars over time, in the table's place."""
        self.add_class("-timeline")
        self.query_one(TimelineView).open()

    def action_poll_now(self) -> None:
        """Drop the wait and poll at once."""
        self.poller.wake()
        self.show_state()

    def action_interval(self, step: int) -> None:
        """Poll one step more or less often."""
        longer = [seconds for seconds in INTERVALS if seconds > self.poller.interval]
        shorter = [seconds for seconds in INTERVALS if seconds < self.poller.interval]
        if step > 0 and longer:
            self.poller.interval = longer[0]
        elif step < 0 and shorter:
            self.poller.interval = shorter[-1]
        self.show_state()

    def action_pause(self) -> None:
        """Hold the view as it is, or go on with what came meanwhile."""
        if self.view.paused_since is None:
            self.view.pause(self._clock.seconds())
        else:
            delta = self.view.resume()
            self.query_one(SessionTable).show(self.view.shown, delta)
            self.query_one(DetailPane).polled(self.view.shown)
        self.show_state()

    def action_sort(self, by: str) -> None:
        """Sort by ``by``; a second time, the other way round."""
        table = self.query_one(SessionTable)
        table.order = table.order.pressed(SortKey(by))
        self.show_state()

    def action_wide(self) -> None:
        """Show more columns than usual, or the usual ones again."""
        table = self.query_one(SessionTable)
        before, table.wide = table.column_names, not table.wide
        if table.wide and table.column_names == before:
            self.say("no other column finds room here")

    def action_next_change(self) -> None:
        """Put the cursor on the next session that came or ended while the user was away."""
        turn = self.away.turn()
        if turn is None:
            self.say("nothing happened while you were away")
            return
        table, newest = self.query_one(SessionTable), self.view.newest.sessions
        what = f"change {turn.number} of {turn.of}: {turn.became}"
        if turn.session not in newest:
            what = f"{what}, gone from the server since"
        elif not table.choose(turn.session):
            why = "p shows it" if turn.session not in self.view.shown.sessions else "the filter hides it"
            what = f"{what} {turn.session[:8]}, {why}"
        self.say(fmt.plain(what))

    def action_time_mode(self) -> None:
        """Print times relative, local, or in UTC."""
        table = self.query_one(SessionTable)
        table.time_mode = table.time_mode.next
        self.query_one(DetailPane).time_mode = table.time_mode
        self.show_state()

    def action_filter(self) -> None:
        """Type what the pane is to look for, where it has the keys, else a filter of the sessions."""
        pane = self.query_one(DetailPane)
        self._types_into_pane = pane.has_focus_within
        bar, table = self.query_one(FilterBar), self.query_one(SessionTable)
        if self._types_into_pane:
            bar.open(pane.sought, pane.language)
        else:
            bar.open(table.filter.text, Language(SESSION_FIELDS, self.settings.filters, table.seen))

    @on(FilterBar.Typed)
    def _filter_typed(self, event: FilterBar.Typed) -> None:
        if self._types_into_pane:
            self.query_one(DetailPane).narrow(event.filter)
        else:
            table = self.query_one(SessionTable)
            table.filter = event.filter.narrowed(table.filter.only)
        self.show_state()

    @on(FilterBar.Sought)
    def _search_typed(self, event: FilterBar.Sought) -> None:
        self.query_one(DetailPane).seek(event.text)

    @on(SessionTable.Narrowed)
    def _narrowed(self) -> None:
        self.show_state()

    @on(FilterBar.Closed)
    def _filter_closed(self) -> None:
        if self._types_into_pane:
            self.query_one(DetailPane).focus_page()
        else:
            self.set_focus(self.front)

    def action_clear(self) -> None:
        """Show all sessions."""
        self.query_one(SessionTable).filter = Filter()
        self.show_state()

    def action_profiles(self) -> None:
        """Show the saved servers."""
        self.post_message(ProfilesWanted(self.profile, str(self.word)))

    def action_quit(self) -> None:
        """Quit the second time; ask the first."""
        question = f"{QUIT} {self._quit_key} again"
        if self.note == question:
            self.app.exit()
        self.say(question)

    @property
    def _quit_key(self) -> str:
        """The key that quits, as it is printed: the user may have chosen another one."""
        bound = [one.binding for one in self.active_bindings.values() if one.binding.id == "quit"]
        return self.app.get_key_display(bound[0]) if bound else "once"
