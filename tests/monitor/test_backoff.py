from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vbo_tui.errors import NotAllowed, SignInRefused, SignInWanted, Throttled, Unreachable
from vbo_tui.monitor.backoff import wait_after


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 5), (2, 10), (3, 20), (4, 40), (5, 60), (6, 60), (999, 60)]
)
def test_waits_grow_to_a_minute_and_stay_there(failures: int, seconds: float) -> None:
    assert wait_after(failures, Unreachable("refused"), 0.5) == pytest.approx(seconds)


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_a_wait_strays_by_no_more_than_a_fifth(failures: int, chance: float) -> None:
    middle = wait_after(failures, Unreachable("refused"), 0.5)
    wait = wait_after(failures, Unreachable("refused"), chance)
    assert middle is not None
    assert wait is not None
    assert 0.8 * middle - 1e-9 <= wait <= 1.2 * middle + 1e-9


def test_two_monitors_do_not_ask_in_step() -> None:
    assert wait_after(1, Unreachable("refused"), 0.1) != wait_after(1, Unreachable("refused"), 0.9)


def test_the_server_may_ask_for_more_but_not_for_less() -> None:
    assert wait_after(1, Throttled("slow down", retry_after=120), 0.5) == 120
    assert wait_after(1, Throttled("slow down", retry_after=0), 0.5) == pytest.approx(5)


@pytest.mark.parametrize("error", [SignInWanted("x"), SignInRefused("x"), NotAllowed("x")])
def test_what_only_the_user_can_mend_is_not_tried_again(error: SignInWanted) -> None:
    assert wait_after(1, error, 0.5) is None
