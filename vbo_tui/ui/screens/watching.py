"""The screen's first storey: asks one server in the background, shows what it says and how fresh it is."""

from __future__ import annotations

import os
from contextlib import aclosing
from datetime import datetime

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Size
from textual.timer import Timer
from textual.widget import Widget

from vbo_tui.model.capabilities import Capabilities
from vbo_tui.model.filter import SESSION_FIELDS, Filter
from vbo_tui.model.query import Order
from vbo_tui.model.session import Status
from vbo_tui.monitor.clock import Clock
from vbo_tui.monitor.health import Word
from vbo_tui.monitor.poller import Polled
from vbo_tui.monitor.server import Server
from vbo_tui.profiles.profile import Profile
from vbo_tui.profiles.settings import Settings
from vbo_tui.profiles.views import LastView, Views
from vbo_tui.ui.away import Away
from vbo_tui.ui.messages import FirstAnswer, PollFinished
from vbo_tui.ui.painting import forget_gone_widgets, forget_old_results
from vbo_tui.ui.screens.alarming import AlarmingScreen
from vbo_tui.ui.situation import Pause, Situation, why_empty
from vbo_tui.ui.terminal import speaks_utf8
from vbo_tui.ui.widgets.detail_pane import DetailPane
from vbo_tui.ui.widgets.filter_bar import FilterBar
from vbo_tui.ui.widgets.key_line import KeyLine
from vbo_tui.ui.widgets.session_table import SessionTable
from vbo_tui.ui.widgets.status_line import StatusLine
from vbo_tui.ui.widgets.timeline import Timeline
from vbo_tui.ui.widgets.timeline_view import TimelineView
from vbo_tui.ui.widgets.title_line import TitleLine

WIDE = 120
"""Columns from which the table and the detail pane stand side by side."""

TICK = 5.0
"""Seconds between two looks at the clock while all is well: each costs a line on a thin link."""

PARTS_APART = 0.25
"""Seconds between two looks at the title and the status while a long list loads."""


class WatchingScreen(AlarmingScreen):
    """Polls one server, and keeps title, table, detail and status at what is known."""

    DEFAULT_CSS = """
    WatchingScreen {
        & > Horizontal { height: 1fr; }
        & DetailPane { display: none; }
        &.-detail SessionTable { display: none; }
        &.-detail DetailPane { display: block; }
        &.-detail.-wide SessionTable { display: block; width: 1fr; }
        &.-detail.-wide DetailPane { width: 1fr; border-left: solid $primary; }
        &.-detail.-wide.-zoom SessionTable { display: none; }
        & TimelineView { display: none; }
        &.-timeline TimelineView { display: block; }
        &.-timeline SessionTable, &.-timeline.-detail.-wide SessionTable { display: none; }
        &.-timeline.-detail TimelineView { display: none; }
        &.-timeline.-detail.-wide TimelineView { display: block; width: 1fr; }
        &.-timeline.-detail.-wide.-zoom TimelineView { display: none; }
        &.-low KeyLine { display: none; }
        &.-flat TitleLine { display: none; }
    }
    """

    def __init__(
        self,
        profile: Profile,
        server: Server,
        clock: Clock,
        *,
        settings: Settings | None = None,
        views: Views | None = None,
        note: str = "",
        offer_to_save: bool = False,
    ) -> None:
        """Prepare to watch one server.

        Args:
            profile: Whom to ask.
            server: The client that asks; the screen closes it.
            clock: The time.
            settings: What the user wants it to look and act like; None for the defaults.
            views: Remembers how this server's sessions are looked at; None to forget it.
            note: What to say in the status row until the first key.
            offer_to_save: Post ``FirstAnswer`` once, so that the profile can be saved.
        """
        super().__init__(profile, server, clock, settings=settings or Settings(), offer_to_save=offer_to_save)
        self.note = note
        """What stands in the status row until the next key; "" for nothing."""
        self.offered = Capabilities()
        """What the server was found to have."""
        self.away = Away(clock.seconds())
        """What happened since the last key."""
        self._views = views or Views()
        self._table: SessionTable | None = None
        self._polls = False
        self._part_shown: Timer | None = None
        self._part_waits = False
        self._ticked = self._kept_up = clock.seconds()

    def compose(self) -> ComposeResult:
        """Title, table and detail, status, keys; the filter's row lies over the keys."""
        yield TitleLine(id="title")
        with Horizontal():
            self._table = SessionTable(self.profile.name, now=self._server_now, seconds=self._clock.seconds)
            yield self._table
            yield TimelineView(self._table, ascii=self.settings.ascii or not speaks_utf8(os.environ))
            yield DetailPane(now=self._server_now, usual=self._table.usual)
        yield StatusLine(id="status")
        yield KeyLine(id="keys")
        yield FilterBar()

    def on_mount(self) -> None:
        """Let the clock run."""
        self._fit(self.app.size)
        self.set_focus(self.query_one(SessionTable))
        self._look_as_before()
        self.set_interval(1.0, self.tick)
        self.show_state()

    def on_unmount(self) -> None:
        """Remember how the sessions were looked at, and leave the terminal's title as it was."""
        self.give_title_back()
        if self._table is not None:  # by now it is no longer below the screen
            table, chosen = self._table, self._table.filter
            view = LastView(chosen.text, table.order.text, only=str(chosen.only or ""), wide=table.wide)
            self._views.keep(self.profile.name, view)

    def _look_as_before(self) -> None:
        """Filter, sort and lay out as the last time; the settings are only where that begins."""
        usual = LastView(sort=self.settings.sort, wide=self.settings.wide)
        last = self._views.of(self.profile.name) or usual
        table = self.query_one(SessionTable)
        table.columns_chosen, table.wide = self.settings.columns, last.wide
        table.order = Order.parse(last.sort) or table.order
        chosen, _ = Filter.begun(last.filter, SESSION_FIELDS, self.settings.filters)
        table.filter = chosen.narrowed(next((one for one in Status if one == last.only), None))

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
        health, before = self.view.health, self.view.newest
        was_well = health.last_success is not None and health.error is None
        self._offer()
        delta = self.view.note(message.update, message.at)
        if isinstance(message.update, Polled):
            self.away.note(before, message.update.snapshot, message.update.delta)
            self.alarm(before, message.update, self._server_now())
        elif was_well:
            self.lost()
        if delta is not None:
            self.query_one(SessionTable).show(self.view.shown, delta)
            self.query_one(DetailPane).polled(self.view.shown)
        if self.view.shown.loading and isinstance(message.update, Polled):
            self._show_part()
        else:
            self.show_state()
        if not isinstance(message.update, Polled):
            self.ask_the_user(message.update.error)
        elif self._offer_to_save:
            self._offer_to_save = False
            self.post_message(FirstAnswer(self.profile))

    def _offer(self) -> None:
        """Show what this server has, and nothing that it has not."""
        offered = self._server.capabilities
        if offered != self.offered:
            self.offered = offered
            self.query_one(SessionTable).offer(offered.fields)
            self.query_one(DetailPane).offer(offered)
            self.refresh_bindings()

    def on_resize(self, event: events.Resize) -> None:
        """Lay out for the new size."""
        self._fit(event.size)
        self.call_after_refresh(self.show_state)

    def _fit(self, size: Size) -> None:
        self.set_class(size.width >= WIDE, "-wide")
        self.set_class(size.height < 12, "-low")
        self.set_class(size.height < 8, "-flat")
        if self.has_class("-detail") and not self.has_class("-wide") and self.focused is self.front:
            self.query_one(DetailPane).focus_page()  # what is not seen any more has no keys

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
        moved = self.query_one(SessionTable).settle()
        if (
            self.word is Word.LIVE
            and self.view.paused_since is None
            and at - self._ticked < TICK
            and not moved
        ):
            return
        self.show_state()

    def key_came(self) -> None:
        """Take in that somebody pressed a key, whatever it does: tell what happened while they were away."""
        if self.away.key(self._clock.seconds(), self.view.newest.sessions):
            self.show_state()

    def show_state(self) -> None:
        """Bring title, status and the printed ages up to now."""
        self._ticked = at = self._clock.seconds()
        table = self.query_one(SessionTable)
        table.stale = self.word is not Word.LIVE and self.view.health.last_success is not None
        table.tick(moves=self.view.paused_since is None)
        situation = self._situation(at)
        table.empty_text = why_empty(self.view.health, situation, self.profile.user)
        paused = ("PAUSED",) if self.view.paused_since is not None else ()
        title = self.query_one(TitleLine)
        title.show_server(
            self.profile.name,
            self.profile.address,
            table.counts(),
            (*paused, *self.profile.warnings),
            api=self.offered.version,
        )
        self.show_title(table.counts().running)
        self.query_one(StatusLine).show_status(self.view.health, situation)
        self.query_one(DetailPane).show_page()
        self.query_one(TimelineView).keep_up()

    def _show_part(self) -> None:
        """Tell how much of a long list is there, but not at each part of it: each costs two lines."""
        if self._part_shown is not None:
            self._part_waits = True
            return
        self._part_waits = False
        self._part_shown = self.set_timer(PARTS_APART, self._show_next_part)
        self.show_state()

    def _show_next_part(self) -> None:
        self._part_shown = None
        if self._part_waits:
            self._show_part()

    @property
    def front(self) -> Widget:
        """What shows the sessions and has the keys: the table, or the chart in its place."""
        return self.query_one(Timeline if self.has_class("-timeline") else SessionTable)

    @on(SessionTable.Rearranged)
    def _tell_the_timeline(self, event: SessionTable.Rearranged) -> None:
        self.query_one(TimelineView).take_in(event.sessions)

    @on(TimelineView.Left)
    def _show_table(self) -> None:
        self.query_one(TimelineView).close()
        self.remove_class("-timeline")
        self.set_focus(self.front)

    @on(SessionTable.Settled)
    def _tell_of_all_rows(self) -> None:
        self.show_state()

    def _situation(self, at: float) -> Situation:
        table = self.query_one(SessionTable)
        since = self.view.paused_since
        return Situation(
            at=at,
            now=table.time_mode.in_zone(self._clock.now()),
            interval=self.poller.pace,
            is_asking=self.poller.is_asking,
            due=self.poller.due,
            follows_feed=self.poller.follows_feed,
            loading=self.view.shown.loading,
            since=self.profile.since or "",
            incomplete=self.view.shown.incomplete,
            address=self.profile.address,
            order=table.order.in_words,
            filter=table.filter.text,
            only=str(table.filter.only or ""),
            shown=table.shown_count,
            total=table.total_count,
            is_sorting=table.is_sorting,
            is_sifting=table.is_sifting,
            unreadable=self.view.shown.unreadable,
            changed=self.view.changed,
            pause=None if since is None else Pause(at - since, self.view.waiting),
            away=self.away.summary,
            note=self.note,
        )

    def say(self, note: str) -> None:
        """Say something in the status row until the next key."""
        self.note = note
        self.show_state()
