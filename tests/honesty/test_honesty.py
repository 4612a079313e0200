"""Whatever a server, a user and time do: what stands on the screen is true.

``STORIES=2000`` in the environment has so many stories played, other ones each time; without it the
same few are, so that the suite takes no longer than it may.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Coroutine
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from textual.geometry import Size

from tests.honesty.checker import Checker
from tests.honesty.laptop import Laptop
from tests.honesty.loop import skipping
from tests.honesty.seat import Seat
from tests.honesty.witness import VERSIONS, Witness
from vbo_tui.errors import (
    ApiError,
    BadPayload,
    NotAllowed,
    NotFound,
    ServerFault,
    SignInRefused,
    Throttled,
    Unreachable,
)
from vbo_tui.model.session import SessionId

STORIES = int(os.environ.get("STORIES", "0"))

SETTINGS = settings(
    max_examples=STORIES or 30,
    stateful_step_count=40,
    derandomize=not STORIES,
    database=None,
    phases=(Phase.generate,),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

FAILURES = (
    Unreachable("connection refused"),
    ServerFault("the server answered 503", status=503),
    BadPayload("not JSON"),
    NotFound("there is nothing"),
    NotAllowed("the account has no right"),
    SignInRefused("wrong password"),
    Throttled("the server answered 429", retry_after=20.0),
    Throttled("the server answered 429", retry_after=90.0),
)
LATER = st.sampled_from((0.0, 1.0, 11.0, 11.0, 30.0))
"""Seconds that pass before anything else happens."""
SIZES = (Size(120, 30), Size(200, 50), Size(140, 24), Size(80, 24), Size(40, 8))
VERDICTS = ("Success", "Warning", "Failed")
RESULTS = st.sampled_from(VERDICTS)
FILTERS = ("", "run", "RUN", "warn", "ok", "vex run", "00", "00000003")
SORTS = {
    "R": "running", "A": "started", "E": "ended", "D": "duration", "S": "state", "T": "type", "N": "name",
    "B": "initiated-by", "I": "id",
}  # fmt: skip
INTERVALS = (2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0)


class Story(RuleBasedStateMachine):
    """One evening in front of the screen."""

    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self._runner = self._stack.enter_context(skipping())
        self._laptop = Laptop(self._runner.get_loop())
        self._number = 0

    def _do(self, doing: Coroutine[Any, Any, None]) -> None:
        self._runner.run(doing)

    # -- where it begins ----------------------------------------------------------------------

    @initialize(
        version=st.sampled_from(sorted(VERSIONS)),
        page=st.sampled_from((3, 5, 100)),
        sessions=st.sampled_from((8, 6, 5, 0)),
        size=st.sampled_from(SIZES),
        lost=st.sampled_from((None, None, None, None, FAILURES[0])),
    )
    def begin(self, version: str, page: int, sessions: int, size: Size, lost: ApiError | None) -> None:
        self._server = Witness(self._laptop, version, page=page)
        for number in range(sessions):
            self.sessions_begin(1, VERDICTS[number % 3])
            if number % 2:
                self._do(asyncio.sleep(7.0 * (number % 5)))
                self._server.finish(next(reversed(self._server.sessions)), VERDICTS[number // 2 % 3])
        self._server.lose(lost)
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        self._seat = Seat(folder, self._laptop, self._server, size)
        self._checker = Checker(self._seat, self._server, self._laptop)
        self._do(self._seat.sit_down())

    def teardown(self) -> None:
        try:
            if hasattr(self, "_seat"):
                self._do(self._seat.leave())
        finally:
            self._stack.close()

    @invariant()
    def nothing_is_untrue(self) -> None:
        if hasattr(self, "_checker"):
            self._checker.check()

    # -- what happens on the server -------------------------------------------------------------

    @rule(count=st.integers(1, 3), result=RESULTS)
    def sessions_begin(self, count: int, result: str) -> None:
        for _ in range(count):
            self._number += 1
            name = ("alpha", "bravo", "", "charlie")[self._number % 4]
            by = ("mallory", "trent", "")[self._number % 3]
            self._server.add(self._number, name=name, by=by, result=result)

    @rule(data=st.data(), result=RESULTS, seconds=LATER)
    def a_session_gets_another_verdict(self, data: st.DataObject, result: str, seconds: float) -> None:
        if key := self._one_of(data, working=True):
            self._server.judge(key, result)
            self._do(self._seat.wait(seconds))

    @rule(data=st.data(), result=RESULTS, seconds=LATER)
    def a_session_ends(self, data: st.DataObject, result: str, seconds: float) -> None:
        if key := self._one_of(data, working=True):
            self._server.finish(key, result)
            self._do(self._seat.wait(seconds))

    @rule(data=st.data(), seconds=LATER)
    def a_session_is_removed(self, data: st.DataObject, seconds: float) -> None:
        if key := self._one_of(data):
            self._server.remove(key)
            self._do(self._seat.wait(seconds))

    @rule(result=RESULTS, way=st.sampled_from(("removed", "ends", "verdict")))
    def something_happens_under_the_cursor(self, result: str, way: str) -> None:
        key = self._seat.chosen
        if key is None or key not in self._server.sessions:
            return
        if way == "removed":
            self._server.remove(key)
        elif self._server.sessions[key].is_working:
            (self._server.finish if way == "ends" else self._server.judge)(key, result)
        self._do(self._seat.wait(11.0))

    def _one_of(self, data: st.DataObject, *, working: bool = False) -> SessionId | None:
        keys = [key for key, one in self._server.sessions.items() if one.is_working or not working]
        return data.draw(st.sampled_from(sorted(keys))) if keys else None

    # -- how it answers -------------------------------------------------------------------------

    @rule(failure=st.sampled_from(FAILURES), seconds=LATER)
    def the_server_fails(self, failure: ApiError, seconds: float) -> None:
        self._server.lose(failure)
        self._do(self._seat.wait(seconds))

    @precondition(lambda self: self._server.is_spoilt)
    @rule(seconds=LATER)
    def the_server_is_well(self, seconds: float) -> None:
        self._server.mend()
        self._do(self._seat.wait(seconds))

    @precondition(lambda self: self._server.is_spoilt)
    @rule()
    def the_server_is_well_for_long(self) -> None:
        self._server.mend()
        self._do(self._seat.wait(65.0))

    @rule(page=st.integers(0, 2), failure=st.sampled_from(FAILURES[:3]), seconds=LATER)
    def a_page_breaks_off(self, page: int, failure: ApiError, seconds: float) -> None:
        self._server.breaks[page] = failure
        self._do(self._seat.wait(seconds))

    @rule(delay=st.sampled_from((0.7, 3.0, 26.0)), seconds=LATER)
    def answers_take_time(self, delay: float, seconds: float) -> None:
        self._server.delay = delay
        self._do(self._seat.wait(seconds))

    @rule()
    def the_server_hangs(self) -> None:
        self._server.delay = 26.0
        self._do(self._seat.wait(34.0))
        self._server.delay = 0.0

    @rule(sessions=st.integers(0, 3))
    def lists_are_cut_short(self, sessions: int) -> None:
        self._server.short = sessions

    @rule()
    def the_feed_forgets(self) -> None:
        self._server.outdate()

    # -- time -----------------------------------------------------------------------------------

    @rule(seconds=st.sampled_from((0.3, 1.0, 4.0, 10.0, 11.0, 11.0, 25.0, 62.0)))
    def time_passes(self, seconds: float) -> None:
        self._do(self._seat.wait(seconds))

    @rule(seconds=st.sampled_from((7.0, 90.0, 8 * 3600.0)))
    def the_machine_sleeps(self, seconds: float) -> None:
        self._laptop.sleep_through(seconds)
        self._do(self._seat.wait(1.2))

    @rule(hours=st.sampled_from((-1, 1, 30)))
    def the_wall_clock_is_set(self, hours: int) -> None:
        self._laptop.turned += timedelta(hours=hours)

    # -- what the user does ---------------------------------------------------------------------

    def _press(self, *keys: str) -> None:
        self._checker.wishes.quit_asked = keys == ("q",)
        self._do(self._seat.press(*keys))

    def _can_press(self) -> bool:
        return self._seat.has_the_keys

    @precondition(_can_press)
    @rule(key=st.sampled_from(("j", "k", "g", "G", "j", "ctrl+d")))
    def the_cursor_is_moved(self, key: str) -> None:
        self._checker.step.moved = True
        self._press(key)

    @precondition(_can_press)
    @rule()
    def a_refresh_is_wished(self) -> None:
        self._checker.step.hurried = True
        self._press("r")

    @precondition(_can_press)
    @rule()
    def a_list_with_news_breaks_off(self) -> None:
        self._do(self._seat.wait(8.0))
        self.nothing_is_untrue()
        if not self._seat.has_the_keys:
            return
        self.sessions_begin(1, "Success")
        self._server.breaks[1] = FAILURES[0]
        self.a_refresh_is_wished()

    @precondition(lambda self: self._can_press() and self._checker.wishes.paused is None)
    @rule()
    def the_view_is_paused(self) -> None:
        self._checker.wishes.paused = dict(self._seat.screen.view.shown.sessions)
        self._press("p")

    @precondition(lambda self: self._can_press() and self._checker.wishes.paused is not None)
    @rule()
    def the_view_is_resumed(self) -> None:
        self._checker.wishes.paused = None
        self._press("p")

    @precondition(_can_press)
    @rule(key=st.sampled_from(("plus", "minus")))
    def the_interval_is_changed(self, key: str) -> None:
        wishes = self._checker.wishes
        at = INTERVALS.index(wishes.interval) + (1 if key == "plus" else -1)
        wishes.interval = INTERVALS[min(max(at, 0), len(INTERVALS) - 1)]
        self._checker.step.hurried = True
        self._press(key)

    @precondition(_can_press)
    @rule(key=st.sampled_from(sorted(SORTS)))
    def another_order_is_chosen(self, key: str) -> None:
        fields = self._server.capabilities.fields if self._server.last_part else ()
        if key in "NB" and {"N": "name", "B": "initiated_by"}[key] not in fields:
            return
        self._checker.wishes.sort(SORTS[key])
        self._checker.step.arranged = True
        self._press(key)

    @precondition(_can_press)
    @rule(text=st.sampled_from(FILTERS))
    def a_filter_is_typed(self, text: str) -> None:
        self._checker.wishes.filter = text
        self._checker.step.arranged = True
        self._press("escape")
        self._press("slash", *("space" if letter == " " else letter for letter in text), "enter")

    @precondition(_can_press)
    @rule()
    def times_are_printed_another_way(self) -> None:
        self._checker.step.arranged = True
        self._press("t")

    @precondition(_can_press)
    @rule()
    def quitting_is_thought_of(self) -> None:
        if not self._checker.wishes.quit_asked:
            self._press("q")

    @precondition(_can_press)
    @rule()
    def a_session_is_opened(self) -> None:
        self._press("enter")

    @precondition(lambda self: not self._seat.has_the_keys and not self._seat.is_asked)
    @rule(key=st.sampled_from(("j", "r", "y", "escape", "escape", "tab")))
    def the_detail_pane_is_used(self, key: str) -> None:
        self._press(key)

    @precondition(lambda self: self._seat.is_asked)
    @rule(word=st.sampled_from(("", "wrong", "right")))
    def a_question_is_answered(self, word: str) -> None:
        self._checker.step.hurried = True
        self._do(self._seat.press(*word, "enter" if word else "escape"))

    @rule(size=st.sampled_from(SIZES))
    def the_terminal_is_resized(self, size: Size) -> None:
        self._do(self._seat.resize(size))


@pytest.mark.timeout(0 if STORIES else 600)
def test_what_stands_on_the_screen_is_true(tmp_path: Path) -> None:
    Story.folder = tmp_path
    run_state_machine_as_test(Story, settings=SETTINGS)
