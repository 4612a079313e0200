"""What is known of one server's sessions, kept answer by answer. Asks nothing, waits for nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Set
from datetime import datetime, timedelta

from msgspec import structs

from vbo_tui.model.held import Held
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Delta, Snapshot, Step
from vbo_tui.monitor.newest import Newest
from vbo_tui.monitor.window import Expiry

SKEW_WORTH_KNOWING = timedelta(seconds=5)
"""Below this the server's clock counts as ours: its ``Date`` header has whole seconds only."""


class Ledger:
    """The newest snapshot, and what of it is asked for again and again."""

    def __init__(self, *, now: Callable[[], datetime], window: timedelta | None) -> None:
        """Begin without sessions.

        Args:
            now: The wall-clock time, aware.
            window: How far back sessions are of interest; None for all.
        """
        self.last = Snapshot()
        """What is known."""
        self.sessions = Held()
        """Its sessions."""
        self.working: set[SessionId] = set()
        """Those that have not ended."""
        self.newest = Newest()
        self._skew = timedelta(0)
        self._answer = 0
        self._now = now
        self._window = window
        self._expiry = Expiry()

    @property
    def window_from(self) -> datetime | None:
        """Since when sessions are of interest, by the server's clock; None for ever."""
        return None if self._window is None else self.server_now - self._window

    @property
    def server_now(self) -> datetime:
        """The time by the server's clock, as far as it is known."""
        return self._now() + self._skew

    def begin_answer(self) -> None:
        """Take in that what comes now is another answer than what came before."""
        self._answer += 1

    def hear(self, told: datetime | None) -> None:
        """Take in the server's time, as it said just now; None where it said nothing.

        Its lead stays steady from poll to poll, so that durations do not jitter.
        """
        if told is None:
            return
        skew = told - self._now()
        if abs(skew) < SKEW_WORTH_KNOWING:
            self._skew = timedelta(0)
        elif abs(skew - self._skew) >= SKEW_WORTH_KNOWING:
            self._skew = timedelta(seconds=round(skew.total_seconds()))

    def news(self, found: Collection[Session], gone: Collection[SessionId] = ()) -> Delta:
        """Return what changes when what was found, each once, is put over what is known.

        Args:
            found: Sessions as they are now.
            gone: Sessions that are not there any more; those that are found are.
        """
        held, start = self.sessions, self.window_from
        if start is not None:
            over = [session.id for session in found if session.was_over(start)]
            found = [session for session in found if not session.was_over(start)]
            gone = {*gone, *over, *self._expiry.over(start, held)}
        added, changed = [], []
        for session in found:
            known = held.get(session.id)
            if known is None:
                added.append(session)
            elif not is_same(known, session):
                changed.append(session)
        here = {session.id for session in found} if gone else set()
        removed = tuple(key for key in gone if key in held and key not in here)
        return Delta(self.last.revision, tuple(added), tuple(changed), removed)

    def missing(self, seen: Set[SessionId], came: Collection[Session]) -> set[SessionId]:
        """Return which of the sessions that are known were not seen.

        Args:
            seen: Those of the whole list; all of them are known by now, but those of its last part,
            came: its last part.
        """
        new = sum(session.id not in self.sessions for session in came)
        if self._window is None and len(self.sessions) + new == len(seen):
            return set()  # as nearly always: then not all have to be compared
        return self.sessions.not_in(seen)

    def take(
        self,
        delta: Delta,
        *,
        unreadable: tuple[str, ...],
        incomplete: str,
        loading: bool = False,
        more: bool = False,
    ) -> Step:
        """Make the news what is known.

        Args:
            delta: What :meth:`news` came to just now.
            unreadable: A reason for each session that could not be read.
            incomplete: Why sessions may be missing.
            loading: Whether the first reading goes on.
            more: Whether another part of the answer follows.
        """
        if delta:
            self._note(delta)
        self.last = Snapshot(
            revision=self.last.revision + 1,
            sessions=self.sessions,
            unreadable=unreadable,
            loading=loading,
            incomplete=incomplete,
            skew=self._skew,
            answer=self._answer,
            more=more,
        )
        return Step(self.last, delta)

    def _note(self, delta: Delta) -> None:
        news = (*delta.added, *delta.changed)
        self.sessions = self.sessions.after(news, delta.removed)
        self.newest.note(delta)
        self.working.difference_update(delta.removed, (session.id for session in delta.changed))
        self.working.update(session.id for session in news if session.is_working)
        if self._window is not None:
            self._expiry.note(news, self.sessions)


def is_same(held: Session, session: Session) -> bool:
    """Tell whether a server says the same of a session as before; how it writes its links is no news."""
    return held == session or structs.replace(session, link_forms=held.link_forms) == held
