"""The sessions that are shown, in order, kept right change by change. Pure.

Sorting or filtering a hundred thousand sessions takes longer than a key may wait: both are begun, and
then gone on with a few sessions at a time. Until a new order is ready the old one stands; a new
filter shows at once what it has found so far, from where the user looks outwards.

While the cursor moves, rows that are there stay where they are, whatever becomes of their sessions; what
comes and goes does so at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import NamedTuple

from sortedcontainers import SortedList

from vbo_tui.model.filter import Filter, by_words
from vbo_tui.model.filter_terms import Lets
from vbo_tui.model.query import Entry, Names, Order, SortKey, entry
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.sifting import Sifting
from vbo_tui.model.sorting import Sorting
from vbo_tui.model.timetable import Timetable

REBUILD_SHARE = 2
"""One changed session in so many is the point from which sorting all at once is quicker."""

FEW = 5000
"""So many rows are put into another order at once."""


SET_BACK = timedelta(minutes=1)
"""By so much the clock has to be set back before a filter's times are all looked at again."""


class Place(NamedTuple):
    """Where a session is, or was, in an order."""

    order: Order
    entry: Entry


class Arrangement:
    """Rows by number, and numbers by session."""

    def __init__(
        self,
        *,
        organizations: Names | None = None,
        stuck: Container[SessionId] = (),
        matching: Callable[[Filter], Lets] = by_words,
    ) -> None:
        """Begin without sessions.

        Args:
            organizations: The names that are known; may grow later.
            stuck: The sessions that are stuck; tell of a change by ``update``.
            matching: What a filter looks at.
        """
        self.order = Order()
        """In which order the sessions are to be; see ``is_sorting``."""
        self.filter = Filter()
        """Which sessions are to be shown; see ``is_sifting``."""
        self.steady = False
        """Whether rows stay where they are; see ``is_held``."""
        self._held: set[SessionId] = set()
        """Those that belong elsewhere meanwhile."""
        self._organizations = organizations if organizations is not None else {}
        self._stuck = stuck
        self._matching = matching
        self._lets_through: Lets = matching(self.filter)
        self._sessions: Mapping[SessionId, Session] = {}
        self._entry_of: dict[SessionId, Entry] = {}
        self._working: set[SessionId] = set()
        self._sorted_by = self.order
        self._all: SortedList[Entry] = SortedList()
        """Upwards; read from the end where the order is reversed."""
        self._shown: SortedList[Entry] = self._all
        """Of these the ones that the filter lets through; the same list where there is no filter."""
        self._sorting: Sorting | None = None
        self._now = datetime.min.replace(tzinfo=UTC)
        self._late: set[SessionId] = set()
        """Sessions that changed while all are being sorted."""
        self._sifting: Sifting | None = None
        self._timetable: Timetable | None = None
        """When the clock lets sessions in and out; None where the filter compares no times with it."""

    # -- rows ---------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._shown)

    def __contains__(self, session: SessionId) -> bool:
        place = self._entry_of.get(session)
        return place is not None and (self._shown is self._all or place in self._shown)

    def at(self, row: int) -> SessionId:
        """Return the session of a row, counted from 0."""
        place: Entry = self._shown[-1 - row if self._sorted_by.reverse else row]
        return place.id

    def shown(self) -> Iterator[SessionId]:
        """Yield the sessions of all rows, the first one first."""
        places = reversed(self._shown) if self._sorted_by.reverse else iter(self._shown)
        return (place.id for place in places)

    def row(self, session: SessionId) -> int | None:
        """Return the row of a session; None where the filter leaves it out, or it is not there."""
        return self._row_at(self._entry_of[session]) if session in self else None

    def place(self, row: int) -> Place | None:
        """Return where the session of a row is; None where there is no such row."""
        return self.place_of(self.at(row)) if 0 <= row < len(self) else None

    def place_of(self, session: SessionId) -> Place | None:
        """Return where a session is, whether it is shown or not; None where there is none."""
        found = self._entry_of.get(session)
        return None if found is None else Place(self._sorted_by, found)

    def nearest(self, place: Place, row: int) -> int:
        """Return the row of what is at ``place`` now: the same session, else the next, else the last one.

        Args:
            place: Where a session is, or was.
            row: What was its row: returned, as far as there are rows, where the order is another one now.
        """
        here = self.row(place.entry.id)
        if here is None:
            here = self._row_at(place.entry) if place.order == self._sorted_by else row
        return max(min(here, len(self) - 1), 0)

    def _row_at(self, place: Entry) -> int:
        """Return how many rows are above a place."""
        above: int = self._shown.bisect_left(place)
        if self._sorted_by.reverse:
            above = len(self) - self._shown.bisect_right(place)
        return above

    def some(self, count: int) -> Iterator[Session]:
        """Yield up to so many of the sessions that are shown, and as many of all, the first rows first."""
        for listed in (self._shown, self._all):
            first = reversed(listed) if self._sorted_by.reverse else iter(listed)
            for place in islice(first, count):
                yield self._sessions[place.id]

    # -- what changed ---------------------------------------------------------------------------

    def rebuild(self, sessions: Mapping[SessionId, Session], now: datetime) -> None:
        """Sort and filter all sessions at once; one that works has lasted until ``now`` (aware)."""
        self._sessions = sessions
        self._held.clear()
        self.sort(self.order, now)
        self.sift(self.filter, None)
        while self.is_busy:
            self.go_on(len(sessions) + 1)

    def update(
        self, sessions: Mapping[SessionId, Session], touched: Collection[SessionId], now: datetime
    ) -> None:
        """Put the sessions that came, went or changed where they belong now; one may be named twice.

        While ``steady``, those that changed are held where they are.
        """
        if self.steady:
            if self._sorting is not None:
                self._late.update(touched)
            touched = [key for key in touched if not self._stays(sessions.get(key), now)]
        if len(touched) * REBUILD_SHARE > len(sessions):
            self.rebuild(sessions, now)
            return
        self._sessions, self._now = sessions, now
        if self._sorting is not None:
            self._late.update(touched)
        lasts_on = self._sorted_by.key is SortKey.DURATION and not self.steady
        touched = {*touched, *(self._working if lasts_on else ())}
        gone: list[Entry] = []
        fresh: list[Entry] = []
        for key in touched:
            before, session = self._entry_of.pop(key, None), sessions.get(key)
            place = None if session is None else self._enter(session, now)
            if before is not None:
                gone.append(before)
            if place is not None:
                fresh.append(place)
            if session is None:
                self._working.discard(key)
                if self._timetable is not None:
                    self._timetable.forget(key)
        self._held.difference_update(touched)
        self._move(gone, fresh)

    def _stays(self, session: Session | None, now: datetime) -> bool:
        """Tell whether a session stays where it is; one that would be elsewhere is held there."""
        place = None if session is None else self._entry_of.get(session.id)
        if session is None or place is None:
            return False
        was_shown = self._shown is self._all or place in self._shown
        if place == self._entry(session, now) and was_shown == self._lets(session, now):
            self._held.discard(session.id)
        else:
            self._held.add(session.id)
        return True

    @property
    def is_held(self) -> bool:
        """Whether there are rows that belong elsewhere, or nowhere, and are held where they are."""
        return bool(self._held)

    def settle(self, now: datetime) -> None:
        """Let what was held go where it belongs; from now on rows move again."""
        held, self._held, self.steady = self._held, set(), False
        if held:
            self.update(self._sessions, held, now)

    def _entry(self, session: Session, now: datetime, order: Order | None = None) -> Entry:
        return entry(session, order or self._sorted_by, now, self._organizations, self._stuck)

    def _enter(self, session: Session, now: datetime) -> Entry:
        place = self._entry(session, now)
        self._entry_of[session.id] = place
        if session.is_working:
            self._working.add(session.id)
        else:
            self._working.discard(session.id)
        return place

    def _move(self, gone: Collection[Entry], fresh: Collection[Entry]) -> None:
        """Take entries out, and merge others in."""
        stay = set(gone).intersection(fresh)
        for place in gone:
            if place not in stay:
                self._all.remove(place)
        self._all.update(place for place in fresh if place not in stay)
        if self._shown is self._all:
            return
        for place in gone:
            self._shown.discard(place)
        seen = (place for place in fresh if self._is_sifted(place))
        self._shown.update(place for place in seen if self._passes(place))

    def _passes(self, place: Entry) -> bool:
        """Tell whether the filter lets a session through, and note when that may change."""
        return self._lets(self._sessions[place.id], self._now)

    def _lets(self, session: Session, now: datetime) -> bool:
        if self._timetable is not None:
            self._timetable.note(session, now)
        return self._lets_through(session, now)

    def _is_sifted(self, place: Entry) -> bool:
        """Tell whether the filter was there already; what it has not reached it will come to."""
        return self._sifting is None or self._sifting.has_seen(place)

    def is_due(self, now: datetime) -> bool:
        """Tell whether the clock (aware) lets sessions in or out that it did not before."""
        if self._timetable is None:
            return False
        return self._timetable.is_due(now) or now < self._now - SET_BACK

    def follow(self, now: datetime) -> list[SessionId] | None:
        """Let in and out the sessions whose time has come at ``now`` (aware).

        Return which; None where all are looked at again, because the clock was set back.
        """
        if self._timetable is None:
            return []
        if now < self._now - SET_BACK:
            self.sift(self.filter, None, now)
            return None
        self._now = now
        due = self._timetable.due(now)
        for key in due:
            place = self._entry_of[key]
            if self._is_sifted(place):
                self._shown.discard(place)
                if self._passes(place):
                    self._shown.add(place)
        return due

    # -- little by little -----------------------------------------------------------------------

    @property
    def is_sorting(self) -> bool:
        """Whether the rows are still in another order than the one that is wanted."""
        return self._sorting is not None

    @property
    def is_sifting(self) -> bool:
        """Whether there may be more rows that the filter lets through."""
        return self._sifting is not None

    @property
    def is_busy(self) -> bool:
        """Whether there is something to go on with."""
        return self.is_sorting or self.is_sifting

    @property
    def moves_next(self) -> bool:
        """Whether the next step moves rows; else it only prepares for that."""
        return self._sifting is not None if self._sorting is None else self._sorting.is_done

    def sort(self, order: Order, now: datetime) -> None:
        """Begin to put all sessions into an order."""
        self.order = order
        self._late.clear()
        self._now = now
        self._sorting = Sorting(self._sessions.values(), lambda session: self._entry(session, now, order))

    def sift(self, chosen: Filter, pivot: Place | None, now: datetime | None = None) -> None:
        """Begin to look for the sessions that a filter lets through.

        Args:
            chosen: The filter.
            pivot: From where on; None for the first row.
            now: Aware; None for the moment that was told last.
        """
        self.filter = chosen
        self._now = now or self._now
        self._lets_through = self._matching(chosen)
        self._timetable = Timetable(chosen) if chosen.follows_clock else None
        start = pivot.entry if pivot is not None and pivot.order == self._sorted_by else None
        self._sift_from(start)

    def _sift_from(self, start: Entry | None) -> None:
        if not self.filter:
            self._shown, self._sifting = self._all, None
            return
        self._shown = SortedList()
        self._sifting = Sifting(self._all, start, backwards=self._sorted_by.reverse)

    def go_on(self, sessions: int) -> None:
        """Look at so many sessions more."""
        if self._sorting is not None:
            if self._sorting.is_done:
                self._take_order(self._sorting)
            else:
                self._sorting.go_on(sessions)
        elif self._sifting is not None:
            found = self._sifting.go_on(sessions, self._passes)
            self._shown.update(found)
            if self._sifting.is_done:
                self._sifting = None

    def _take_order(self, done: Sorting) -> None:
        shown, late = self._shown, list(self._late)
        everything = shown is self._all
        self._sorting, self._sorted_by, self._late, self._held = None, self.order, set(), set()
        self._all, self._entry_of = SortedList(done.entries), done.entry_of
        self._working = done.working
        if everything:
            self._shown = self._all
        elif self._sifting is None and len(shown) <= FEW:
            kept = (place.id for place in shown)
            self._shown = SortedList(self._entry_of[key] for key in kept if key in self._entry_of)
        else:
            self._sift_from(None)
        self.update(self._sessions, late, self._now)
