"""The main screen: the sessions of one server, live, and what their links lead to."""

from __future__ import annotations

from contextlib import aclosing
from datetime import datetime
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.geometry import Size
from textual.timer import Timer
from textual.widgets import Input

from vbo_tui.errors import ApiError
from vbo_tui.model.capabilities import Capabilities
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.query import SESSION_FIELDS, Filter, SortKey, sent
from vbo_tui.model.session import Session
from vbo_tui.monitor.clock import Clock
from vbo_tui.monitor.health import Word
from vbo_tui.monitor.poller import Polled
from vbo_tui.monitor.server import Server
from vbo_tui.profiles.profile import Profile
from vbo_tui.ui.event_rows import FIELDS as EVENT_FIELDS
from vbo_tui.ui.fields import link_of
from vbo_tui.ui.keys import key, quiet
from vbo_tui.ui.messages import FirstAnswer, PollFinished, ProfilesWanted
from vbo_tui.ui.painting import forget_gone_widgets, forget_old_results
from vbo_tui.ui.screens.asking import AskingScreen
from vbo_tui.ui.screens.help import HelpScreen, key_table
from vbo_tui.ui.situation import Pause, Situation, why_empty
from vbo_tui.ui.trail import Page
from vbo_tui.ui.widgets.detail_pane import DetailPane
from vbo_tui.ui.widgets.filter_bar import FilterBar
from vbo_tui.ui.widgets.key_line import KeyLine
from vbo_tui.ui.widgets.session_table import SessionTable
from vbo_tui.ui.widgets.status_line import StatusLine
from vbo_tui.ui.widgets.title_line import TitleLine

WIDE = 120
"""Columns from which the table and the detail pane stand side by side."""

INTERVALS = (2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0)
"""Seconds that ``+`` and ``-`` step through."""

TICK = 5.0
"""Seconds between two looks at the clock while all is well: each costs a line on a thin link."""

PARTS_APART = 0.25
"""Seconds between two looks at the title and the status while a long list loads."""


class SessionsScreen(AskingScreen):
    """Polls one server in the background and shows what it says."""

    DEFAULT_CSS = """
    SessionsScreen {
        & > Horizontal { height: 1fr; }
        & DetailPane { display: none; }
        &.-detail SessionTable { display: none; }
        &.-detail DetailPane { display: block; }
        &.-detail.-wide SessionTable { display: block; width: 1fr; }
        &.-detail.-wide DetailPane { width: 1fr; border-left: solid $primary; }
        &.-detail.-wide.-zoom SessionTable { display: none; }
        &.-low KeyLine { display: none; }
        &.-flat TitleLine { display: none; }
    }
    """

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

    def __init__(
        self, profile: Profile, server: Server, clock: Clock, *, note: str = "", offer_to_save: bool = False
    ) -> None:
        """Prepare to watch one server.

        Args:
            profile: Whom to ask.
            server: The client that asks; the screen closes it.
            clock: The time.
            note: What to say in the status row until the first key.
            offer_to_save: Post ``FirstAnswer`` once, so that the profile can be saved.
        """
        super().__init__(profile, server, clock, offer_to_save=offer_to_save)
        self._note = note
        self._polls = False
        self._part_shown: Timer | None = None
        self._part_waits = False
        self._quit_asked = False
        self._filters_events = False
        self._ticked = self._kept_up = clock.seconds()
        self._offered = Capabilities()

    def compose(self) -> ComposeResult:
        """Title, table and detail, status, keys; the filter's row lies over the keys."""
        yield TitleLine(id="title")
        with Horizontal():
            yield SessionTable(self.profile.name, now=self._server_now)
            yield DetailPane(now=self._server_now)
        yield StatusLine(id="status")
        yield KeyLine(id="keys")
        yield FilterBar()

    def on_mount(self) -> None:
        """Let the clock run."""
        self._fit(self.app.size)
        self.set_focus(self.query_one(SessionTable))
        self.set_interval(1.0, self.tick)
        self._show_state()

    def on_screen_resume(self) -> None:
        """Start polling once the first frame is painted: what that loads would hold it up."""
        forget_gone_widgets()
        if not self._polls:
            self._polls = True
            self.app.call_later(self.call_after_refresh, self._poll)  # until the screen is its own size

    @work(exclusive=True, group="poll")
    async def _poll(self) -> None:
        try:
            async with aclosing(self.poller.updates()) as updates:
                async for update in updates:
                    self.post_message(PollFinished(update, self._clock.seconds()))
        finally:
            await self._server.aclose()

    @on(PollFinished)
    def _show_poll(self, message: PollFinished) -> None:
        was_live = self.word is Word.LIVE
        self._offer()
        delta = self.view.note(message.update, message.at)
        if was_live and self.view.health.error is not None:
            self.app.bell()  # once, for whoever has the pane in the background
        if delta is not None:
            self.query_one(SessionTable).show(self.view.shown, delta)
            self.query_one(DetailPane).polled(self.view.shown)
        if self.view.shown.loading:
            self._show_part()
        else:
            self._show_state()
        if not isinstance(message.update, Polled):
            self.ask_the_user(message.update.error)
        elif self._offer_to_save:
            self._offer_to_save = False
            self.post_message(FirstAnswer(self.profile))

    def _offer(self) -> None:
        """Show what this server has, and nothing that it has not."""
        offered = self._server.capabilities
        if offered != self._offered:
            self._offered = offered
            self.query_one(SessionTable).offer(offered.fields)
            self.query_one(DetailPane).offer(offered)
            self.refresh_bindings()

    def on_resize(self, event: events.Resize) -> None:
        """Lay out for the new size."""
        self._fit(event.size)
        self.call_after_refresh(self._show_state)

    def _fit(self, size: Size) -> None:
        self.set_class(size.width >= WIDE, "-wide")
        self.set_class(size.height < 12, "-low")
        self.set_class(size.height < 8, "-flat")

    def on_key(self, event: events.Key) -> None:
        """Any key but ``q`` takes the question back, and the note with it."""
        if event.key != "q" and (self._quit_asked or self._note):
            self._quit_asked, self._note = False, ""
            self._show_state()

    # -- what is seen ---------------------------------------------------------------------

    def _server_now(self) -> datetime:
        """Return the time by the server's clock, where it is known to differ from ours."""
        return self._clock.now() + self.view.newest.skew

    def tick(self) -> None:
        """Let the ages grow: every second while something is wrong, else every few seconds."""
        forget_old_results()
        at = self._clock.seconds()
        if self.view.paused_since is None and at - self._kept_up >= self.poller.interval:
            self._kept_up = at
            self.query_one(DetailPane).keep_up()
        if self.word is Word.LIVE and self.view.paused_since is None and at - self._ticked < TICK:
            return
        self._show_state()

    def _show_state(self) -> None:
        """Bring title, status and the printed ages up to now."""
        self._ticked = at = self._clock.seconds()
        table = self.query_one(SessionTable)
        table.stale = self.word is not Word.LIVE and self.view.health.last_success is not None
        situation = self._situation(at)
        table.empty_text = why_empty(self.view.health, situation, self.profile.user)
        table.tick()
        paused = ("PAUSED",) if self.view.paused_since is not None else ()
        title = self.query_one(TitleLine)
        title.show_server(
            self.profile.name,
            self.profile.address,
            table.counts(),
            (*paused, *self.profile.warnings),
            api=self._offered.version,
        )
        self.query_one(StatusLine).show_status(self.view.health, situation)
        self.query_one(DetailPane).show_page()

    def _show_part(self) -> None:
        """Tell how much of a long list is there, but not at each part of it: each costs two lines."""
        if self._part_shown is not None:
            self._part_waits = True
            return
        self._part_waits = False
        self._part_shown = self.set_timer(PARTS_APART, self._show_next_part)
        self._show_state()

    def _show_next_part(self) -> None:
        self._part_shown = None
        if self._part_waits:
            self._show_part()

    @on(SessionTable.Settled)
    def _tell_of_all_rows(self) -> None:
        self._show_state()

    def _situation(self, at: float) -> Situation:
        table = self.query_one(SessionTable)
        since = self.view.paused_since
        return Situation(
            at=at,
            now=table.time_mode.in_zone(self._clock.now()),
            interval=self.poller.pace,
            follows_feed=self.poller.follows_feed,
            loading=self.view.shown.loading,
            since=self.profile.since or "",
            incomplete=self.view.shown.incomplete,
            address=self.profile.address,
            order=table.order.in_words,
            filter=table.filter.text,
            shown=table.shown_count,
            total=table.total_count,
            is_sorting=table.is_sorting,
            is_sifting=table.is_sifting,
            unreadable=self.view.shown.unreadable,
            changed=self.view.changed,
            pause=None if since is None else Pause(at - since, self.view.waiting),
            note="quit? q again" if self._quit_asked else self._note,
        )

    def say(self, note: str) -> None:
        """Say something in the status row until the next key."""
        self._note = note
        self._show_state()

    # -- the detail pane ------------------------------------------------------------------

    @on(SessionTable.ChosenGone)
    def _tell_of_removal(self, event: SessionTable.ChosenGone) -> None:
        self.say(f"{event.session.id[:8]} is gone from the server; the cursor is on the next one")

    @on(SessionTable.Opened)
    def _open_chosen(self, event: SessionTable.Opened) -> None:
        self._open(event.session, link_of(event.session, Rel.SELF))

    def _open(self, session: Session, link: Link, *, raw: bool = False) -> None:
        self.add_class("-detail")
        pane = self.query_one(DetailPane)
        pane.time_mode = self.query_one(SessionTable).time_mode
        pane.open(session.id, link, raw=raw)
        pane.focus_page()

    @on(DetailPane.LinkWanted)
    def _fetch(self, event: DetailPane.LinkWanted) -> None:
        self._follow(event.page)

    @work(exclusive=True, group="follow")
    async def _follow(self, page: Page) -> None:
        pane = self.query_one(DetailPane)
        try:
            known = page.document.resource if page.quiet and page.document is not None else None
            document = await self._server.follow(page.session, page.link, known)
        except ApiError as error:
            pane.failed(page.number, error)
        else:
            pane.arrived(page.number, document)

    @on(DetailPane.OrganizationLearned)
    def _learn(self, event: DetailPane.OrganizationLearned) -> None:
        self.query_one(SessionTable).learn(event.session, event.name)

    @on(DetailPane.Left)
    def _close_detail(self) -> None:
        self.workers.cancel_group(self, "follow")
        self.remove_class("-detail", "-zoom")
        self.set_focus(self.query_one(SessionTable))

    # -- keys -----------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Say when the two keys are meant that come before everything else.

        ``Enter`` answers a question only where there is one, else it opens the session. ``/`` is
        taken at once, so that what is typed right behind it, on a slow line in the same packet,
        already goes into the filter.
        """
        if action == "filter":
            return not isinstance(self.focused, Input)
        if action == "open" and parameters:
            return Rel(str(parameters[0])) in self._offered.rels
        if action == "sort" and parameters:
            return sent(SortKey(str(parameters[0])), self._offered.fields)
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
            self._open(session, link_of(session, Rel(rel)))

    def action_open_raw(self) -> None:
        """Show the chosen session as the server sends it."""
        session = self.query_one(SessionTable).chosen
        if session is not None:
            self._open(session, link_of(session, Rel.SELF), raw=True)

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
        self._show_state()

    def action_pause(self) -> None:
        """Hold the view as it is, or go on with what came meanwhile."""
        if self.view.paused_since is None:
            self.view.pause(self._clock.seconds())
        else:
            delta = self.view.resume()
            self.query_one(SessionTable).show(self.view.shown, delta)
            self.query_one(DetailPane).polled(self.view.shown)
        self._show_state()

    def action_sort(self, by: str) -> None:
        """Sort by ``by``; a second time, the other way round."""
        table = self.query_one(SessionTable)
        table.order = table.order.pressed(SortKey(by))
        self._show_state()

    def action_time_mode(self) -> None:
        """Print times relative, local, or in UTC."""
        table = self.query_one(SessionTable)
        table.time_mode = table.time_mode.next
        self.query_one(DetailPane).time_mode = table.time_mode
        self._show_state()

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
        self._show_state()

    @on(FilterBar.Closed)
    def _filter_closed(self) -> None:
        if self._filters_events:
            self.query_one(DetailPane).focus_page()
        else:
            self.set_focus(self.query_one(SessionTable))

    def action_clear(self) -> None:
        """Clear the filter."""
        self.query_one(SessionTable).filter = Filter()
        self._show_state()

    def action_profiles(self) -> None:
        """Show the saved servers."""
        self.post_message(ProfilesWanted(self.profile, str(self.word)))

    def action_quit(self) -> None:
        """Quit the second time; ask the first."""
        if self._quit_asked:
            self.app.exit()
        self._quit_asked = True
        self._show_state()
