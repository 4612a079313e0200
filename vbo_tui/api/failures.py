"""What a status, a header or a broken conversation means: httpx's world in, errors of ours out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from vbo_tui.api.grants import error_code, error_message, without
from vbo_tui.api.text import clean
from vbo_tui.errors import FeedOutdated, NotAllowed, NotFound, ServerFault, SignInRefused, Throttled

if TYPE_CHECKING:
    import httpx

LONGEST_PAUSE = 86400.0
"""Seconds of a server's ``Retry-After`` that are believed."""


def check_status(answer: httpx.Response, body: bytes, *, is_token: bool, secrets: Sequence[str]) -> None:
    """Raise what a status other than 200 means; what a server says is left out where it repeats a secret.

    Source: the token endpoint answers 400 for bad credentials in v1 to v5; a bearer token that is
    no longer good is answered with 401 and an empty body; 429 carries its message in the reason.
    """
    status = answer.status_code
    if status == 200:
        return
    said = error_message(body, secrets)
    thinned = [secret.encode("ascii", "ignore").decode() for secret in secrets]  # as httpx does the reason
    reason = clean(without(thinned, answer.reason_phrase))[:80]
    detail = f"{status}: {said}" if said else f"{status} {reason}".strip()
    if 300 <= status < 400:
        raise ServerFault(f"the server redirects elsewhere ({status}); not followed", status=status)
    if error_code(body) == "OutdatedChangeToken":
        raise FeedOutdated(f"the changes since the last time are no longer known ({detail})")
    if is_token and status in (400, 401):
        raise SignInRefused(f"the sign-in was refused ({detail})")
    match status:
        case 401:
            raise SignInRefused("the session expired (401)")
        case 403:
            raise NotAllowed(f"not allowed ({detail})")
        case 404:
            raise NotFound(f"not found ({detail})")
        case 429 | 503:
            kind = Throttled if status == 429 else ServerFault
            pause = _pause(answer.headers.get("Retry-After"), answer.headers.get("Date"))
            raise kind(f"the server asks for a pause ({detail})", retry_after=pause)
    raise ServerFault(f"the server answered {detail}", status=status)


def _pause(header: str | None, now: str | None) -> float | None:
    """Return the seconds that ``Retry-After`` asks for, as a number or a date; None for nonsense.

    Args:
        header: ``Retry-After``.
        now: ``Date``: a date is one by the server's clock.
    """
    if header is None:
        return None
    if header.strip().isascii() and header.strip().isdigit():
        return min(float(header.strip()), LONGEST_PAUSE)
    moment = date_of(header)
    if moment is None:
        return None
    return min(max((moment - (date_of(now) or datetime.now(UTC))).total_seconds(), 0.0), LONGEST_PAUSE)


def date_of(header: str | None) -> datetime | None:
    """Return the moment that a header names, aware; None for none, and for nonsense like the year 9999."""
    try:
        moment = parsedate_to_datetime(header or "")
    except (ValueError, TypeError, OverflowError):
        return None
    if not 2000 <= moment.year < 2100:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def causes(error: BaseException) -> list[BaseException]:
    """Return a failure and everything it came from, the innermost first.

    A name with several addresses fails once for each of them, in a group.
    """
    chain: list[BaseException] = []
    steps: list[BaseException | None] = [error]
    while steps:
        step = steps.pop(0)
        if step is not None and step not in chain:
            chain.append(step)
            steps += step.exceptions if isinstance(step, BaseExceptionGroup) else []
            steps.append(step.__cause__ or step.__context__)
    return chain[::-1]


def os_reason(error: BaseException) -> str:
    """Return what the operating system says to a failure."""
    for cause in causes(error):
        if isinstance(cause, OSError) and cause.strerror:
            return clean(cause.strerror)[:80]
    return clean(str(error))[:80]
