"""What a restore session opened: mailboxes, folders, messages, sites, teams, and all that is in them."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from vbo_tui.model.links import Link


class Item(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One thing in a backup; what it says of itself is kept as it comes, since there are dozens of kinds.

    Source:
        Everything below ``GET /vN/RestoreSessions/{id}/organization``.
    """

    kind: str
    """What it is: ``mailbox``, ``folder``, ``site`` ..."""
    id: str = ""
    """Names it among its like; "" where the server gave it no id."""
    name: str = ""
    """What a person would call it."""
    values: tuple[tuple[str, str], ...] = ()
    """The server's names and what stands there, in its order; what is null or empty is left out."""
    links: tuple[Link, ...] = ()

    def value(self, name: str) -> str:
        """Return what stands under one of the server's names; "" where nothing does."""
        return next((text for key, text in self.values if key == name), "")


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One page of a list of such things, in the server's order."""

    kind: str
    """What they are: ``mailboxes``, ``folders`` ..."""
    items: tuple[Item, ...] = ()
    offset: int = 0
    """How many there are before them."""
    total: int | None = None
    """How many there are in all; None where the server does not say."""
    more: bool = False
    """Whether there are, or may be, others behind them."""
    left_out: int = 0
    """How many came with them and were not read, because they are too many."""
    unreadable: tuple[str, ...] = ()
    """One reason for each that could not be read."""
    links: tuple[Link, ...] = ()
    """Those of the page: to the next one, to the one before."""
