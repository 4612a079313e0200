"""The row that says how fresh the rows are, in one word and always in the same place."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from rich.text import Text

from vbo_tui.monitor.health import Health, Word
from vbo_tui.ui import format as fmt
from vbo_tui.ui.situation import Pause, Situation
from vbo_tui.ui.widgets.line import Line, Part, fit

LONGEST_REASON = 44
"""Cells of a failure's reason: the next try has to find room beside it."""

_STYLES = {
    Word.LIVE: "bold green",
    Word.CONNECTING: "bold",
    Word.STALE: "bold reverse yellow",
    Word.OFFLINE: "bold reverse red",
    Word.AUTH: "bold reverse red",
    Word.CERT: "bold reverse red",
}


def clock_face(seconds: float) -> str:
    """Return ``02:13`` or ``01:02:13``: minutes and seconds, with hours where there are any."""
    whole = int(max(seconds, 0))
    minutes, second = divmod(whole, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}" if hour else f"{minute:02}:{second:02}"


def short(seconds: float) -> str:
    """Return seconds as the status row prints an age: ``4s``, ``31s``, then ``02:13``."""
    return f"{int(seconds)}s" if seconds < 100 else clock_face(seconds)


def status_parts(health: Health, situation: Situation) -> list[Part]:
    """Return the status row's parts for a connection in ``health``, in the order they are printed."""
    word = health.word(situation.at, situation.interval)
    missing = situation.loading and word is not Word.LIVE
    partial = Part(f"only {situation.total:,} read so far" if missing else "", 2, "bold yellow")
    away = Part(situation.away, 1 if word is Word.LIVE else 3, "bold")  # the next try comes before it
    said = [Part(situation.note, 0, "bold"), away]
    if situation.pause is not None:
        return [*_paused(word, health, situation.pause), *said, partial, *_view(situation)]
    tell = {Word.LIVE: _live, Word.STALE: _stale, Word.CONNECTING: _connecting, Word.OFFLINE: _offline}
    return [
        *tell.get(word, _stopped)(word, health, situation),
        *said,
        partial,
        *_view(situation),
    ]


def _live(word: Word, health: Health, situation: Situation) -> list[Part]:
    back = (
        f"back after {_long(health.outage)}, {situation.changed} changed" if health.outage is not None else ""
    )
    if situation.loading:
        return [Part(f"loading {situation.total:,}", 0, "bold"), Part(back, 2)]
    if situation.follows_feed:
        return [Part(f"{word} feed", 0, _STYLES[word]), Part(back, 2)]
    return [
        Part(f"{word} {short(health.age(situation.at) or 0)}", 0, _STYLES[word]),
        Part(back, 2),
        Part(f"every {situation.interval:g}s", 5),
    ]


def _stale(word: Word, health: Health, situation: Situation) -> list[Part]:
    return [
        Part(f"{word} {short(health.age(situation.at) or 0)}", 0, _STYLES[word]),
        Part("waiting for answer" if situation.is_asking else _next_try(situation), 1),
    ]


def _connecting(word: Word, health: Health, situation: Situation) -> list[Part]:
    waited = short(situation.at - health.started)
    return [Part(str(word), 0, _STYLES[word]), Part(situation.address, 2), Part(waited, 1)]


def _next_try(situation: Situation) -> str:
    """Return when the server is asked: never more than is known of that."""
    if situation.is_asking:
        return "trying"
    if situation.due is None:
        return ""
    left = ceil(situation.due - situation.at)
    return f"retry in {short(left)}" if left > 0 else "asks in a moment"


def _offline(word: Word, health: Health, situation: Situation) -> list[Part]:
    age = health.age(situation.at)
    since = situation.at - health.started if age is None else age
    last = "no data yet" if age is None else f"last data {situation.now - timedelta(seconds=age):%H:%M:%S}"
    return [
        Part(f"{word} {clock_face(since)}", 0, _STYLES[word]),
        Part(fmt.within(str(health.error or ""), LONGEST_REASON), 0),
        Part(last, 3),
        Part(_next_try(situation), 2),
        Part("r now", 4),
    ]


def _stopped(word: Word, health: Health, situation: Situation) -> list[Part]:
    """AUTH and CERT: nothing is asked until the user has acted."""
    wish = "Enter to sign in" if word is Word.AUTH else "not connecting  Enter to look"
    acted = _next_try(situation)
    return [Part(str(word), 0, _STYLES[word]), Part(acted or wish, 1), Part(str(health.error or ""), 2)]


def _paused(word: Word, health: Health, pause: Pause) -> list[Part]:
    return [
        Part(f"PAUSED {clock_face(pause.seconds)}", 0, "bold reverse"),
        Part("" if word is Word.LIVE else f"{word}: {health.error or 'no answer'}", 0),
        Part(f"{pause.waiting} changes waiting", 2),
        Part("p resume", 3),
    ]


def _view(situation: Situation) -> list[Part]:
    count = len(situation.unreadable)
    unread = (
        f"{count} of {situation.total + count} could not be read: {situation.unreadable[0]}" if count else ""
    )
    is_narrowed = bool(situation.narrowing)
    so_far = "+" if situation.is_sifting else ""
    return [
        Part(f"sorting by {situation.order}", 2)
        if situation.is_sorting
        else Part(f"sort {situation.order}", 6),
        Part(f"last {situation.since}" if situation.since else "", 3),
        Part(f"only {situation.only}" if situation.only else "", 3),
        Part(f"filter /{situation.filter}" if situation.filter else "", 3),
        Part(f"{situation.shown}{so_far} of {situation.total}" if is_narrowed else "", 2),
        Part(unread, 4, "yellow"),
        Part(situation.incomplete, 0, "bold yellow"),
    ]


def _long(seconds: float) -> str:
    face = clock_face(seconds)
    return face if face.count(":") == 2 else f"00:{face}"


class StatusLine(Line):
    """The status row."""

    def show_status(self, health: Health, situation: Situation) -> None:
        """Print the row for the connection in ``health``, as wide as there is room."""
        self.show(status(health, situation, self.size.width))


def status(health: Health, situation: Situation, width: int) -> Text:
    """Return the status row in at most ``width`` cells."""
    return fit(status_parts(health, situation), width)
