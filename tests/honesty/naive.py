"""What a filter, an order and the counts mean, written down a second time, slowly and plainly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from vbo_tui.model.session import Session, SessionId


def status(session: Session) -> str:
    """Return the word that stands before a session."""
    if session.state == "Working":
        return {"Warning": "RUN/W", "Failed": "RUN/F"}.get(session.result, "RUN")
    return {"Success": "OK", "Warning": "WARN", "Failed": "FAIL"}[session.result]


def unstuck(word: str) -> str:
    """Return what stands before a session that is not stuck, but otherwise the same."""
    return {"RUN!": "RUN", "RUN!W": "RUN/W", "RUN!F": "RUN/F"}.get(word, word)


def matches(session: Session, filter_text: str) -> bool:
    """Tell whether all words are somewhere in what a session says, or in how it is printed."""
    said = [session.id, session.type, session.state, session.result, session.name, session.organization]
    said += [session.initiated_by, status(session), "Exchange", "Exch"]
    return all(any(word in text.casefold() for text in said) for word in filter_text.casefold().split())


def counts(sessions: Sequence[Session]) -> dict[str, int]:
    """Return what the title has to count."""
    words = [status(session) for session in sessions]
    return {
        "run": sum(word.startswith("RUN") for word in words),
        "fail": words.count("FAIL"),
        "warn": words.count("WARN"),
        "all": len(words),
    }


RANKS = ["RUN/F", "RUN/W", "RUN", "FAIL", "WARN", "OK"]
"""The states, those first that need a look."""


def value(session: Session, key: str) -> str | float | None:
    """Return what a session is compared by; None where it says nothing of the kind."""
    match key:
        case "started":
            return _stamp(session.created)
        case "ended":
            return _stamp(session.ended)
        case "state":
            return RANKS.index(status(session))
        case "type":
            return session.type.casefold() or None
        case "name":
            return session.name.casefold() or None
        case "initiated-by":
            return session.initiated_by.casefold() or None
        case "id":
            return session.id
    raise KeyError(key)


def _stamp(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def is_ordered(sessions: Sequence[Session], key: str, *, downwards: bool, stuck: set[SessionId]) -> bool:
    """Tell whether sessions stand in an order; those that say nothing come last either way."""
    if key == "running":
        ranks = [(one.state == "Working") + (one.id in stuck) for one in sessions]
        pairs = [(rank, value(one, "started")) for rank, one in zip(ranks, sessions, strict=True)]
        return pairs == sorted(pairs, reverse=downwards)
    if key == "duration":  # the working ones grow while nobody looks
        ended = [session for session in sessions if session.ended]
        lasted = [(one.ended - one.created).total_seconds() for one in ended if one.ended and one.created]
        return lasted == sorted(lasted, reverse=downwards)
    values = [value(session, key) for session in sessions]
    said = [one for one in values if one is not None]
    return values[: len(said)] == sorted(said, reverse=downwards)
