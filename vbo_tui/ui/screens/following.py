"""The screen's second storey: what the links of a session lead to, in the pane beside the table."""

from __future__ import annotations

from textual import on, work

from vbo_tui.errors import ApiError
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.session import Session
from vbo_tui.ui.fields import link_of
from vbo_tui.ui.screens.watching import WatchingScreen
from vbo_tui.ui.trail import Page
from vbo_tui.ui.widgets.detail_pane import DetailPane
from vbo_tui.ui.widgets.session_table import SessionTable


class FollowingScreen(WatchingScreen):
    """Opens sessions and follows their links."""

    @on(SessionTable.ChosenGone)
    def _tell_of_removal(self, event: SessionTable.ChosenGone) -> None:
        where = "has left the filter" if event.is_hidden else "is gone from the server"
        rests = self.query_one(SessionTable).chosen is not None
        cursor = "; the cursor is on the next one" if rests else ""
        self.say(f"{event.session.id[:8]} {where}{cursor}")

    @on(SessionTable.Opened)
    def _open_chosen(self, event: SessionTable.Opened) -> None:
        self.open_session(event.session, link_of(event.session, Rel.SELF))

    def open_session(self, session: Session, link: Link, *, raw: bool = False) -> None:
        """Show what one of a session's links leads to, ``raw`` as the server sends it."""
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
        self.set_focus(self.front)
