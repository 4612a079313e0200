"""What has to be true after each step, whatever it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.honesty import naive
from tests.honesty.laptop import Laptop
from tests.honesty.seat import INTERVAL, Seat, seconds_of
from tests.honesty.witness import Witness
from vbo_tui.errors import CertificateRejected, NotAllowed, SignInRefused
from vbo_tui.model.session import Session, SessionId

FEED_PACE = 60.0
"""Seconds from poll to poll while the server tells of changes by itself."""

LOOK = 1.1
"""Seconds within which the screen looks at the clock again, where a second makes a difference."""

LAZY_LOOK = 5.0 + LOOK
"""The same while all is well."""

WAKE = 5.0 + LOOK
"""Seconds within which a machine that slept has noticed it."""

ROOM = 110
"""Columns from which nothing important is left out of the status row."""

UPWARDS = {"state", "type", "name", "initiated-by", "id"}
"""Orders that begin with the smallest."""


@dataclass
class Wishes:
    """What the user asked for, as they remember it."""

    interval: float = INTERVAL
    filter: str = ""
    key: str = "running"
    downwards: bool = True
    paused: Mapping[SessionId, Session] | None = None
    """What was shown when the view was paused; None while it is not."""
    home: SessionId | None = None
    """Where they put the cursor."""
    quit_asked: bool = False

    def sort(self, key: str) -> None:
        self.downwards = not self.downwards if key == self.key else key not in UPWARDS
        self.key = key


@dataclass
class Step:
    """What was done in one step, as far as it gives leave to do what is else forbidden."""

    moved: bool = False
    """The cursor was moved."""
    arranged: bool = False
    """A filter or an order was chosen: the cursor may go home."""
    hurried: bool = False
    """The server is to be asked before it is due."""


@dataclass
class Promise:
    """When the next try was said to be."""

    polls: int
    """Polls that there were before it."""
    soonest: float
    latest: float


@dataclass
class Checker:
    """Compares what is seen with what the witness knows; remembers what was seen after the last step."""

    seat: Seat
    server: Witness
    laptop: Laptop
    wishes: Wishes = field(default_factory=Wishes)
    step: Step = field(default_factory=Step)
    _chosen: SessionId | None = None
    _shown: Mapping[SessionId, Session] = field(default_factory=dict)
    _promise: Promise | None = None

    def check(self) -> None:
        """Check everything, and begin the next step."""
        self._check_polls()
        self._check_word()
        self._check_age()
        self._check_next_try()
        self._check_truth()
        self._check_pause()
        self._check_rows()
        self._check_cursor()
        self._check_counts()
        self._check_question()
        self._chosen, self._shown, self.step = self.seat.chosen, dict(self._held), Step()

    # -- the connection -----------------------------------------------------------------------

    def _check_polls(self) -> None:
        assert self.server.overlaps == []

    @property
    def _now(self) -> float:
        return self.laptop.seconds()

    @property
    def _pace(self) -> float:
        return max(self.wishes.interval, FEED_PACE) if self.server.feeds else self.wishes.interval

    def _check_word(self) -> None:
        """LIVE only after a poll that went well, no more than two intervals ago; and then, LIVE."""
        word = self.seat.word
        polls = self.server.ended
        failure = polls[-1].error if polls else None
        success = self.server.last_success
        if word == "PAUSED":
            assert self.wishes.paused is not None
            said = (*self.seat.status.split("  "), "")[1].partition(":")[0]
            word = said if said.isupper() else "LIVE"
        else:
            assert self.wishes.paused is None
        if failure is not None:
            match failure:
                case SignInRefused() | NotAllowed():
                    assert word == "AUTH"
                case CertificateRejected():
                    assert word == "CERT"
                case _:
                    assert word == "OFFLINE"
        elif success is None:
            assert word in ("CONNECTING", "loading")
        else:
            age = self._now - success.ended
            followed = self._now - self.server.feed_heard < LOOK
            if age > 2 * (FEED_PACE if followed else self._pace) + LOOK:
                assert word == "STALE"
            if age < 2 * self._pace - LOOK:
                assert word in ("LIVE", "loading")

    def _check_age(self) -> None:
        """What is printed is what is past since the last poll that went well."""
        status = self.seat.status
        success = self.server.last_success
        since = (self.server.last_part or self.seat.began) if success is None else success.ended
        age = self._now - since
        word, *more = status.split("  ", 1)[0].split(" ")
        if word in ("LIVE", "STALE", "OFFLINE") and more and more[0] != "feed":
            said = seconds_of(more[0])
            lag = LAZY_LOOK if word == "LIVE" else LOOK
            assert age - lag - 1 <= said <= age + 0.1, f"{age} s are past, {said} s are shown"
        if word == "CONNECTING":
            assert success is None

    def _check_next_try(self) -> None:
        """The next try comes when it was said to come, and is not announced while it is under way."""
        before, self._promise = self._promise, None
        polls = self.server.polls
        if before is not None and not self.step.hurried:
            latest = max(before.latest, self.laptop.woke + WAKE) if self.laptop.woke else before.latest
            if len(polls) > before.polls:
                began = polls[before.polls].began
                assert before.soonest - 0.1 <= began <= latest, f"asked at {began}, promised {before}"
            else:
                assert self._now <= latest, "not asked though it was promised"
        told = len(polls) - self.server.asked_now  # one that has just begun may still stand there as the next
        for part in self.seat.status.split("  "):
            if part.startswith("retry in "):
                assert not self._asking_for_long, "a next try is announced while the server is asked"
                left = seconds_of(part.removeprefix("retry in "))
                self._promise = Promise(told, self._now + left - 1 - LOOK, self._now + left + 0.1)
            if part == "asks in a moment":
                self._promise = Promise(told, self._now - LOOK, self._now + WAKE)
            if part in ("trying", "waiting for answer"):
                assert self.server.asked_now, "nobody is trying"

    @property
    def _asking_for_long(self) -> bool:
        return self.server.asked_now and self._now - self.server.polls[-1].began > LOOK

    # -- the sessions -------------------------------------------------------------------------

    @property
    def _held(self) -> Mapping[SessionId, Session]:
        """What the rows are made of."""
        return self.seat.screen.view.shown.sessions

    def _check_truth(self) -> None:
        """What is shown is what the last answers said; where a list ended too early, that is said."""
        success = self.server.last_success
        if self.wishes.paused is not None or success is None:
            return
        unsure = set().union(*(poll.unsure for poll in self.server.since_whole))
        is_cut = any(poll.cut for poll in self.server.since_whole)
        states = self.server.since(success.began)
        for key, session in self._held.items():
            allowed = [moment[key] for moment in states if key in moment]
            if not allowed:
                lingers = is_cut or key in unsure or not session.is_working
                assert lingers, f"{key} is gone from the server"
                assert self._was_there(key), f"{key} was never there, or is gone for long"
            elif key not in unsure:
                assert session in allowed, f"{key} is shown as it was before"
        for key in states[0]:
            if all(key in moment for moment in states) and key not in unsure:
                assert key in self._held, f"{key} is not shown"
        if is_cut and self.seat.size.width >= ROOM:
            assert "the list" in self.seat.status, "it is not told that there may be more"

    def _was_there(self, key: SessionId) -> bool:
        """Tell whether a session was on the server since everything was asked for last."""
        whole = self.server.since_whole[0]
        return any(key in moment for moment in self.server.since(whole.began if whole.whole else 0.0))

    def _check_pause(self) -> None:
        paused = self.wishes.paused
        if paused is not None:
            assert dict(self._held) == paused, "a paused view has changed"
            newest = self.seat.screen.poller.last.sessions
            differ = sum(paused.get(key) != newest.get(key) for key in {*paused, *newest})
            if self.seat.size.width >= ROOM:
                assert f"{differ} changes waiting" in self.seat.status

    def _check_rows(self) -> None:
        ids, held = self.seat.ids, self._held
        assert len(set(ids)) == len(ids)
        wanted = {key for key, session in held.items() if naive.matches(session, self.wishes.filter)}
        assert set(ids) == wanted, f"these are shown: {ids}"
        rows = [held[key] for key in ids]
        words = self.seat.words or [naive.status(session) for session in rows]
        stuck = {key for key, word in zip(ids, words, strict=True) if "!" in word}
        assert [naive.unstuck(word) for word in words] == [naive.status(session) for session in rows]
        assert naive.is_ordered(rows, self.wishes.key, downwards=self.wishes.downwards, stuck=stuck)
        if not self.wishes.filter and self.seat.words:
            assert self.seat.counts.get("stuck", 0) == len(stuck)
        if self.wishes.filter and self.seat.size.width >= ROOM and not self._has_note:
            assert f"{len(ids)} of {len(held)}" in self.seat.status

    @property
    def _has_note(self) -> bool:
        return any(said in self.seat.status for said in ("the cursor", "quit?", "OFFLINE", "AUTH", "CERT"))

    def _check_cursor(self) -> None:
        """It stays on its session; where that is not possible, the screen says so."""
        before, now, ids = self._chosen, self.seat.chosen, self.seat.ids
        if self.step.moved and now != before:
            self.wishes.home = now
        elif before is not None and before in ids:
            home = self.wishes.home  # where it goes between two letters of a filter, if only for one of them
            went_home = self.step.arranged and (now == home or home not in ids)
            assert now == before or went_home, f"the cursor went from {before} to {now}"
        elif before is not None and not self.step.arranged:
            self._check_said(before)
        if self.wishes.home not in self._held:
            self.wishes.home = now
        if ids:
            assert now in ids
        else:
            assert now is None
            assert "cursor is on" not in self.seat.status, "there is none for it to be on"

    def _check_said(self, gone: SessionId) -> None:
        if self.seat.size.width >= ROOM and not self.seat.is_asked and self.wishes.paused is None:
            assert gone[:8] in self.seat.status, f"{gone} has gone from under the cursor: {self.seat.status}"

    def _check_question(self) -> None:
        """Where the next ``q`` quits, that is said."""
        if self.wishes.quit_asked and self.seat.size.width >= ROOM:
            notes = ("quit? q again", " has left ", " is gone ")
            assert any(note in self.seat.status for note in notes), self.seat.status

    def _check_counts(self) -> None:
        counted = naive.counts(list(self._held.values()))
        seen = {name: count for name, count in self.seat.counts.items() if name != "stuck"}
        assert {name: counted[name] for name in seen} == seen
        if self.seat.size.width >= ROOM:
            assert len(seen) == len(counted)
