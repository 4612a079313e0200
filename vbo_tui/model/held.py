"""Sessions by their ids, as they are at one moment: the next moment costs what changed, not what there is."""

from __future__ import annotations

from collections.abc import Collection, ItemsView, Iterable, Iterator, Mapping, Set, ValuesView
from typing import Self

from vbo_tui.model.session import Session, SessionId

FEW = 1000
"""Changes that are held beside the others before they are put among them."""

SHARE = 4
"""Of many sessions one in so many may have changed before that is done."""


class Held(Mapping[SessionId, Session]):
    """Never changed, in no order. What two moments have in common they share."""

    __slots__ = ("_among", "_beside", "_count")

    def __init__(self, sessions: Iterable[Session] = ()) -> None:
        """Hold ``sessions``; of those with one id the last."""
        self._among: dict[SessionId, Session] = {session.id: session for session in sessions}
        self._beside: dict[SessionId, Session | None] = {}
        """What became of some of them since; None for one that is gone."""
        self._count = len(self._among)

    def after(self, put: Collection[Session] = (), gone: Collection[SessionId] = ()) -> Self:
        """Return what is held when ``put`` came or changed, and ``gone`` went."""
        count = len(self) + sum(session.id not in self for session in put)
        count -= sum(key in self for key in gone)
        new = type(self)()
        new._among, new._count = self._among, count
        new._beside = {**self._beside, **{session.id: session for session in put}, **dict.fromkeys(gone)}
        if len(new._beside) > max(FEW, len(new._among) // SHARE):
            new._together()
        return new

    def not_in(self, ids: Set[SessionId]) -> set[SessionId]:
        """Return the ids that are held, but are not among ``ids``."""
        found = self._among.keys() - ids
        changed = [(key, session) for key, session in self._beside.items() if key not in ids]
        found.difference_update(key for key, session in changed if session is None)
        found.update(key for key, session in changed if session is not None)
        return found

    def _together(self) -> dict[SessionId, Session]:
        """Put the changes among the others, for good; nobody sees a difference."""
        if self._beside:
            among = dict(self._among)
            for key, session in self._beside.items():
                if session is None:
                    among.pop(key, None)
                else:
                    among[key] = session
            self._among, self._beside = among, {}
        return self._among

    def __getitem__(self, key: SessionId) -> Session:
        session = self._beside[key] if key in self._beside else self._among[key]
        if session is None:
            raise KeyError(key)
        return session

    def __contains__(self, key: object) -> bool:
        held: Mapping[object, Session | None] = self._beside if key in self._beside else self._among  # type: ignore[assignment]
        return held.get(key) is not None

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[SessionId]:
        return iter(self._together())

    def values(self) -> ValuesView[Session]:
        """Return the sessions."""
        return self._together().values()

    def items(self) -> ItemsView[SessionId, Session]:
        """Return the sessions with their ids."""
        return self._together().items()
