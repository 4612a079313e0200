"""What was asked of a server lately, and what came of it: for who wonders why things are as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class Asked(NamedTuple):
    """One request that has ended."""

    at: datetime
    """When it began: aware, by this machine's clock."""
    method: str
    path: str
    """With its parameters; never with a token."""
    status: int
    """What the server answered with; 0 where it did not."""
    size: int
    """Bytes of the answer, unpacked."""
    took: float
    """Seconds."""
    failure: str = ""
    """Why it brought nothing; "" where it did."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What there is to tell of the requests to one server."""

    asked: Sequence[Asked] = ()
    """The newest ones, the oldest of them first."""
    trust: str = ""
    """Which certificate is believed, in words."""
    token_left: float | None = None
    """Seconds for which the token is good; None without one."""
    version: str = ""
    """How the API version was found, in words."""
