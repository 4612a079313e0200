"""The main screen: the sessions of one server, live, and what their links lead to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Input

from vbo_tui.errors import ApiError, CertificateChanged, CertificateRejected
from vbo_tui.model.links import Link
from vbo_tui.model.query import Filter, SortKey
from vbo_tui.model.session import Session
from vbo_tui.monitor.clock import Clock
from vbo_tui.monitor.health import Word
from vbo_tui.monitor.poller import Polled, Poller
from vbo_tui.monitor.server import Server
from vbo_tui.monitor.watch import Watch
from vbo_tui.profiles.profile import Profile
from vbo_tui.secret import Secret
from vbo_tui.ui.fields import organization_link, self_link
from vbo_tui.ui.messages import FirstAnswer, PollFinished, ProfilesWanted, ProfileTrusted
from vbo_tui.ui.screens.help import HelpScreen, key_table
from vbo_tui.ui.screens.sign_in import SignInScreen
from vbo_tui.ui.screens.trust import TrustScreen
from vbo_tui.ui.trail import Page
from vbo_tui.ui.widgets.detail_pane import DetailPane
from vbo_tui.ui.widgets.filter_bar import FilterBar
from vbo_tui.ui.widgets.key_line import KeyLine
from vbo_tui.ui.widgets.session_table import SessionTable
from vbo_tui.ui.widgets.status_line import Pause, Situation, StatusLine
from vbo_tui.ui.widgets.title_line import TitleLine

WIDE = 120
"""Columns from which the table and the detail pane stand side by side."""

INTERVALS = (2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0)
"""Seconds that ``+`` and ``-`` step through."""

TICK = 5.0
"""Seconds between two looks at the clock while all is well: each costs a line on a thin link."""


class SessionsScreen(Screen[None]):
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
        Binding("question_mark,f1", "help", "help", id="help", tooltip="The keys that work here"),
        Binding(
            "enter",
            "mend",
            "sign in / look",
            id="mend",
            priority=True,
            show=False,
            tooltip="Answer AUTH or CERT",
        ),
        Binding("d", "open", "open", id="open", show=False, tooltip="Open the session's self link"),
        Binding(
            "o", "open_organization", "org", id="open-organization", tooltip="Open the session's organization"
        ),
        Binding(
            "y",
            "open_raw",
            "raw",
            id="open-raw",
            show=False,
            tooltip="The session's JSON as the server sent it",
        ),
        Binding(
            "slash",
            "filter",
            "filter",
            id="filter",
            priority=True,
            tooltip="Filter by words, all of which must match",
        ),
        Binding("escape", "clear", "clear", id="clear", show=False, tooltip="Clear the filter"),
        Binding("r,ctrl+r,f5", "poll_now", "refresh", id="poll-now", tooltip="Ask the server now"),
        Binding("p", "pause", "pause", id="pause", tooltip="Hold the view, or go on"),
        Binding("P", "profiles", "profiles", id="profiles", show=False, tooltip="The saved servers"),
        Binding("t", "time_mode", "time", id="time-mode", show=False, tooltip="Times relative, local or UTC"),
        Binding("plus", "interval(1)", "slower", id="interval-longer", show=False, tooltip="Poll less often"),
        Binding(
            "minus", "interval(-1)", "faster", id="interval-shorter", show=False, tooltip="Poll more often"
        ),
        Binding(
            "A",
            "sort('started')",
            "sort",
            id="sort-started",
            show=False,
            tooltip="Sort by start; again: reverse",
        ),
        Binding("E", "sort('ended')", "sort", id="sort-ended", show=False, tooltip="Sort by end"),
        Binding("D", "sort('duration')", "sort", id="sort-duration", show=False, tooltip="Sort by duration"),
        Binding("S", "sort('state')", "sort", id="sort-state", show=False, tooltip="Sort by state"),
        Binding("T", "sort('type')", "sort", id="sort-type", show=False, tooltip="Sort by type"),
        Binding(
            "M", "sort('point-in-time')", "sort", id="sort-point", show=False, tooltip="Sort by point in time"
        ),
        Binding(
            "O",
            "sort('organization')",
            "sort",
            id="sort-organization",
            show=False,
            tooltip="Sort by organization",
        ),
        Binding("I", "sort('id')", "sort", id="sort-id", show=False, tooltip="Sort by id"),
        Binding(
            "tab,shift+tab",
            "other_side",
            "other side",
            id="other-side",
            show=False,
            tooltip="Table or detail",
        ),
        Binding(
            "z", "zoom", "zoom", id="zoom", show=False, tooltip="The detail pane alone, or beside the table"
        ),
        Binding("q", "quit", "quit", id="quit", tooltip="Quit; asks once"),
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
        super().__init__()
        self.profile = profile
        self._server = server
        self._clock = clock
        self.poller = Poller(server, interval=profile.interval, clock=clock)
        """Asks the server; its ``last`` is the newest answer."""
        self.view = Watch(clock.seconds())
        """The newest answer, the shown one, and the health of the connection."""
        self._note = note
        self._offer_to_save = offer_to_save
        self._asking = False
        self._quit_asked = False
        self._ticked = clock.seconds()

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
        """Start polling; the worker ends with the screen."""
        self.set_focus(self.query_one(SessionTable))
        self.set_interval(1.0, self.tick)
        self._show_state()
        self._poll()

    @work(exclusive=True, group="poll")
    async def _poll(self) -> None:
        try:
            async for update in self.poller.updates():
                self.post_message(PollFinished(update, self._clock.seconds()))
        finally:
            await self._server.aclose()

    @on(PollFinished)
    def _show_poll(self, message: PollFinished) -> None:
        delta = self.view.note(message.update, message.at)
        if delta is not None:
            self.query_one(SessionTable).show(self.view.shown, delta)
            self.query_one(DetailPane).polled(self.view.shown)
        self._show_state()
        if not isinstance(message.update, Polled):
            self._ask_the_user(message.update.error)
        elif self._offer_to_save:
            self._offer_to_save = False
            self.post_message(FirstAnswer(self.profile))

    def on_resize(self, event: events.Resize) -> None:
        """Lay out for the new size."""
        self.set_class(event.size.width >= WIDE, "-wide")
        self.set_class(event.size.height < 12, "-low")
        self.set_class(event.size.height < 8, "-flat")
        self.call_after_refresh(self._show_state)

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
        at = self._clock.seconds()
        live = self.view.health.word(at, self.poller.interval) is Word.LIVE
        if live and self.view.paused_since is None and at - self._ticked < TICK:
            return
        self._show_state()

    def _show_state(self) -> None:
        """Bring title, status and the printed ages up to now."""
        self._ticked = at = self._clock.seconds()
        table = self.query_one(SessionTable)
        word = self.view.health.word(at, self.poller.interval)
        table.stale = word is not Word.LIVE and self.view.health.last_success is not None
        table.empty_text = self._empty_text(word)
        table.tick()
        paused = ("PAUSED",) if self.view.paused_since is not None else ()
        title = self.query_one(TitleLine)
        title.show_server(
            self.profile.name, self.profile.address, table.counts(), (*paused, *self.profile.warnings)
        )
        self.query_one(StatusLine).show_status(self.view.health, self._situation(at))
        self.query_one(DetailPane).show_page()

    def _situation(self, at: float) -> Situation:
        table = self.query_one(SessionTable)
        since = self.view.paused_since
        return Situation(
            at=at,
            now=table.time_mode.in_zone(self._clock.now()),
            interval=self.poller.interval,
            address=self.profile.address,
            order=table.order.in_words,
            filter=table.filter.text,
            shown=table.shown_count,
            total=table.total_count,
            unreadable=self.view.shown.unreadable,
            changed=self.view.changed,
            pause=None if since is None else Pause(at - since, self.view.waiting),
            note="quit? q again" if self._quit_asked else self._note,
        )

    def _empty_text(self, word: Word) -> str:
        """Return why there is nothing to see: three different reasons, three sentences."""
        table = self.query_one(SessionTable)
        if table.total_count:
            return f"Nothing matches /{table.filter.text} - Esc shows all {table.total_count}"
        if self.view.health.last_success is not None:
            return f"No restore sessions (the server answered {self.profile.user}: none)"
        if word is Word.CONNECTING:
            return f"Nothing loaded yet - connecting to {self.profile.address}"
        return f"Nothing loaded yet - {self.profile.address}: {self.view.health.error}"

    def say(self, note: str) -> None:
        """Say something in the status row until the next key."""
        self._note = note
        self._show_state()

    # -- what the user must decide --------------------------------------------------------

    def _ask_the_user(self, error: ApiError) -> None:
        """Put the question that this failure raises; once, and not over another one."""
        if self._asking or not self.is_current:
            return
        if isinstance(error, CertificateRejected):
            self._asking = True
            question = TrustScreen(
                error.certificate,
                profile=self.profile.name,
                address=self.profile.address,
                reason=str(error),
                changed=isinstance(error, CertificateChanged),
            )
            self.app.push_screen(question, self._trust_answered)
        elif self.view.health.word(self._clock.seconds(), self.poller.interval) is Word.AUTH:
            self._asking = True
            sign_in = SignInScreen(user=self.profile.user, address=self.profile.address, reason=str(error))
            self.app.push_screen(sign_in, self._sign_in_answered)

    def _trust_answered(self, accepted: bool | None) -> None:
        self._asking = False
        error = self.view.health.error
        if accepted and isinstance(error, CertificateRejected):
            pinned = replace(self.profile, pin=error.certificate.sha256, ca_file=None, verify=True)
            self.post_message(ProfileTrusted(pinned, self._offer_to_save))

    def _sign_in_answered(self, password: Secret | None) -> None:
        self._asking = False
        if password is not None:
            self._server.sign_in_with(password)
            self.poller.wake()

    # -- the detail pane ------------------------------------------------------------------

    @on(SessionTable.ChosenGone)
    def _tell_of_removal(self, event: SessionTable.ChosenGone) -> None:
        self.say(f"{event.session.id[:8]} is gone from the server; the cursor is on the next one")

    @on(SessionTable.Opened)
    def _open_chosen(self, event: SessionTable.Opened) -> None:
        self._open(event.session, self_link(event.session))

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
            document = await self._server.follow(page.session, page.link)
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
        if action == "mend":
            word = self.view.health.word(self._clock.seconds(), self.poller.interval)
            return word in (Word.AUTH, Word.CERT) and self.focused is self.query_one(SessionTable)
        return True

    def action_mend(self) -> None:
        """Put the open question again."""
        if self.view.health.error is not None:
            self._ask_the_user(self.view.health.error)

    def action_help(self) -> None:
        """Show the keys that work here."""
        self.app.push_screen(HelpScreen(key_table(self)))

    def action_open(self) -> None:
        """Open the chosen session's own link."""
        session = self.query_one(SessionTable).chosen
        if session is not None:
            self._open(session, self_link(session))

    def action_open_organization(self) -> None:
        """Open the chosen session's organization."""
        session = self.query_one(SessionTable).chosen
        if session is not None:
            self._open(session, organization_link(session))

    def action_open_raw(self) -> None:
        """Show the chosen session as the server sends it."""
        session = self.query_one(SessionTable).chosen
        if session is not None:
            self._open(session, self_link(session), raw=True)

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

    def action_sort(self, key: str) -> None:
        """Sort by ``key``; a second time, the other way round."""
        table = self.query_one(SessionTable)
        table.order = table.order.pressed(SortKey(key))
        self._show_state()

    def action_time_mode(self) -> None:
        """Print times relative, local, or in UTC."""
        table = self.query_one(SessionTable)
        table.time_mode = table.time_mode.next
        self.query_one(DetailPane).time_mode = table.time_mode
        self._show_state()

    def action_filter(self) -> None:
        """Type a filter."""
        self.query_one(FilterBar).open()

    @on(Input.Changed, "FilterBar")
    def _filter_typed(self, event: Input.Changed) -> None:
        self.query_one(SessionTable).filter = Filter.parse(event.value)
        self._show_state()

    @on(FilterBar.Closed)
    def _filter_closed(self) -> None:
        self.set_focus(self.query_one(SessionTable))

    def action_clear(self) -> None:
        """Clear the filter."""
        self.query_one(FilterBar).value = ""

    def action_profiles(self) -> None:
        """Show the saved servers."""
        word = self.view.health.word(self._clock.seconds(), self.poller.interval)
        self.post_message(ProfilesWanted(self.profile, str(word)))

    def action_quit(self) -> None:
        """Quit the second time; ask the first."""
        if self._quit_asked:
            self.app.exit()
        self._quit_asked = True
        self._show_state()
