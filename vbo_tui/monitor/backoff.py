"""How long to wait after which failure. Pure."""

from __future__ import annotations

from vbo_tui.errors import ApiError

STEPS = (5.0, 10.0, 20.0, 40.0, 60.0)
"""Seconds to wait after the first, second, ... failure in a row; the last one from then on."""

SPREAD = 0.2
"""How far a wait strays to either side, so that many monitors do not ask in step."""


def wait_after(failures: int, error: ApiError, chance: float) -> float | None:
    """Return the seconds to wait after a failure, or None when only the user can help.

    Args:
        failures: Failures in a row, this one included: at least 1.
        error: What failed; its ``retry_after`` is the least that is waited.
        chance: A number from 0 to 1 that decides where in the spread the wait falls.
    """
    if not error.retryable:
        return None
    step = STEPS[min(failures, len(STEPS)) - 1]
    wait = step * (1 - SPREAD + 2 * SPREAD * chance)
    return max(wait, error.retry_after or 0.0)
