"""What ``:explain`` tells: why the state of the connection is what it is. Pure."""

from __future__ import annotations

from datetime import timedelta

from vbo_tui.model.conversation import Asked, Conversation
from vbo_tui.monitor.health import Health, Word
from vbo_tui.profiles.profile import Profile
from vbo_tui.ui import format as fmt
from vbo_tui.ui.screens.facts import Fact
from vbo_tui.ui.situation import Situation

WHY = {
    Word.CONNECTING: "no answer yet",
    Word.LIVE: "the last answer came no more than two intervals ago",
    Word.STALE: "the last answer is more than two intervals old, and no failure is known: it is late",
    Word.OFFLINE: "the last try failed",
    Word.AUTH: "the password, or a right, is missing: nothing is asked until you act",
    Word.CERT: "the certificate is not believed: nothing is sent until you act",
}
"""What the state's word means."""


def explain(
    profile: Profile, health: Health, told: Conversation, now: Situation, skew: timedelta, mode: fmt.TimeMode
) -> list[Fact]:
    """Return the facts.

    Args:
        profile: The server.
        health: How the connection is.
        told: What was asked lately.
        now: What the status row tells besides.
        skew: How far the server's clock is ahead of ours.
        mode: How moments are printed.
    """
    word = health.word(now.at, now.interval)
    return [
        ("state", ""),
        (str(word), WHY[word]),
        ("last answer", _ago(health.age(now.at))),
        *((("failure", str(health.error)),) if health.error is not None else ()),
        ("next try", _plan(health, now)),
        ("server", ""),
        ("address", f"{profile.url} as {profile.user}"),
        ("API", told.version),
        ("believes", told.trust),
        ("token", "none" if told.token_left is None else f"good for {_long(told.token_left)} more"),
        ("clock", _skew(skew)),
        ("requests, the newest first", ""),
        *(_line(asked, mode) for asked in reversed(told.asked)),
    ]


def _ago(age: float | None) -> str:
    return "none yet" if age is None else f"{_long(age)} ago"


def _plan(health: Health, now: Situation) -> str:
    if now.is_asking:
        return "it is being asked right now"
    if health.error is None:
        every = f"polled every {now.interval:g} s"
        return f"listens to the server's feed; {every}" if now.follows_feed else every
    if now.due is None:
        return "none is planned: press Enter, or r"
    return f"in {max(now.due - now.at, 0):.0f} s; r tries now"


def _skew(skew: timedelta) -> str:
    seconds = skew.total_seconds()
    if not seconds:
        return "the same as here, within a few seconds"
    return (
        f"{_long(abs(seconds))} {'ahead of' if seconds > 0 else 'behind'} this machine's; the server's counts"
    )


def _long(seconds: float) -> str:
    return fmt.duration(timedelta(seconds=seconds))


def _line(asked: Asked, mode: fmt.TimeMode) -> Fact:
    shown = fmt.TimeMode.UTC if mode is fmt.TimeMode.UTC else fmt.TimeMode.LOCAL
    came = f"{asked.status}" if asked.status else "---"
    cost = f"{fmt.size(asked.size)} in {asked.took * 1000:.0f} ms"
    why = f"  {asked.failure}" if asked.failure else ""
    return f"{shown.in_zone(asked.at):%H:%M:%S}", f"{came}  {asked.method} {asked.path}  {cost}{why}"
