"""The main screen: the sessions of one server, live, and what their links lead to. Here are its keys."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.widgets import Input

from vbo_tui.model.links import Rel
from vbo_tui.model.query import SESSION_FIELDS, Filter, SortKey, sent
from vbo_tui.monitor.health import Word
from vbo_tui.ui.event_rows import FIELDS as EVENT_FIELDS
from vbo_tui.ui.fields import link_of
from vbo_tui.ui.keys import key, quiet
from vbo_tui.ui.messages import ProfilesWanted
from vbo_tui.ui.screens.following import FollowingScreen
from vbo_tui.ui.screens.help import HelpScreen, key_table
from vbo_tui.ui.widgets.detail_pane import DetailPane
from vbo_tui.ui.widgets.filter_bar import FilterBar
from vbo_tui.ui.widgets.session_table import SessionTable

INTERVALS = (2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0)
"""Seconds that ``+`` and ``-`` step through."""

QUIT = "quit? q again"
"""The question; while it stands there, the next ``q`` quits."""


class SessionsScreen(FollowingScreen):
    """Watches one server and obeys the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("question_mark,f1", "help", "help", "The keys that work here", name="help"),
        quiet("enter", "answer", "Answer AUTH or CERT", name="answer", first=True),
        quiet("d", "open('self')", "Open the session", name="open"),
        key("o", "open('organization')", "org", "Open the session's organization", name="open-organization"),
        key("l", "open('events')", "log", "Open the session's events", name="open-events"),
        quiet("y", "open_raw", "The session's JSON as the server sent it", name="open-raw"),
        key(
            "slash", "filter", "filter", "Filter by words, all of which must match", name="filter", first=True
        ),
        quiet("escape", "clear", "Clear the filter", name="clear"),
        key("r,ctrl+r,f5", "poll_now", "refresh", "Ask the server now", name="poll-now"),
        key("p", "pause", "pause", "Hold the view, or go on", name="pause"),
        quiet("P", "profiles", "The saved servers", name="profiles"),
        quiet("t", "time_mode", "Times local, UTC or relative", name="time-mode"),
        quiet("plus", "interval(1)", "Poll less often", name="interval-longer"),
        quiet("minus", "interval(-1)", "Poll more often", name="interval-shorter"),
        quiet("A", "sort('started')", "Sort by start; once more: the other way", name="sort-started"),
        quiet("E", "sort('ended')", "Sort by end", name="sort-ended"),
        quiet("D", "sort('duration')", "Sort by duration", name="sort-duration"),
        quiet("S", "sort('state')", "Sort by state", name="sort-state"),
        quiet("T", "sort('type')", "Sort by type", name="sort-type"),
        quiet("M", "sort('point-in-time')", "Sort by point in time", name="sort-point"),
        quiet("N", "sort('name')", "Sort by name", name="sort-name"),
        quiet("O", "sort('organization')", "Sort by organization", name="sort-organization"),
        quiet("B", "sort('initiated-by')", "Sort by who initiated it", name="sort-initiated-by"),
        quiet("I", "sort('id')", "Sort by id", name="sort-id"),
        quiet("tab,shift+tab", "other_side", "Table or detail", name="other-side"),
        quiet("z", "zoom", "The detail pane alone, or beside the table", name="zoom"),
        key("q", "quit", "quit", "Quit; asks once", name="quit"),
    ]

    _filters_events = False
    """Whether what is typed into the filter's row is about events."""

    def on_key(self, event: events.Key) -> None:
        """Any key but ``q`` takes the question back, and the note with it; whoever presses one is here."""
        self.alarms_seen()
        if event.key != "q" and self.note:
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
        if action == "answer":
            return self.word in (Word.AUTH, Word.CERT) and self.focused is self.query_one(SessionTable)
        return True

    def action_help(self) -> None:
        """Show the keys that work here."""
        self.app.push_screen(HelpScreen(key_table(self)))

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
            self.set_focus(self.query_one(SessionTable))
        else:
            pane.focus_page()

    def action_zoom(self) -> None:
        """Give the detail pane the whole width, or half of it again."""
        if self.has_class("-detail"):
            self.toggle_class("-zoom")
            self.query_one(DetailPane).focus_page()

    def action_poll_now(self) -> None:
        """Drop the wait and poll at once."""
        self.poller.wake()

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

    def action_time_mode(self) -> None:
        """Print times relative, local, or in UTC."""
        table = self.query_one(SessionTable)
        table.time_mode = table.time_mode.next
        self.query_one(DetailPane).time_mode = table.time_mode
        self.show_state()

    def action_filter(self) -> None:
        """Type a filter: of the events, where they have the keys, else of the sessions."""
        pane = self.query_one(DetailPane)
        self._filters_events = pane.shows_events and pane.has_focus_within
        chosen = pane.event_filter if self._filters_events else self.query_one(SessionTable).filter
        self.query_one(FilterBar).open(chosen.text)

    @on(Input.Changed, "FilterBar")
    def _filter_typed(self, event: Input.Changed) -> None:
        if self._filters_events:
            self.query_one(DetailPane).event_filter = Filter.parse(event.value, EVENT_FIELDS)
        else:
            self.query_one(SessionTable).filter = Filter.parse(event.value, SESSION_FIELDS)
        self.show_state()

    @on(FilterBar.Closed)
    def _filter_closed(self) -> None:
        if self._filters_events:
            self.query_one(DetailPane).focus_page()
        else:
            self.set_focus(self.query_one(SessionTable))

    def action_clear(self) -> None:
        """Clear the filter."""
        self.query_one(SessionTable).filter = Filter()
        self.show_state()

    def action_profiles(self) -> None:
        """Show the saved servers."""
        self.post_message(ProfilesWanted(self.profile, str(self.word)))

    def action_quit(self) -> None:
        """Quit the second time; ask the first."""
        if self.note == QUIT:
            self.app.exit()
        self.say(QUIT)
