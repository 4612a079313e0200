"""What happens within a session: it starts, items are opened, saved and restored, it ends."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from vbo_tui.simulator.world import SimulatedSession, World

MANY = 1200
"""Events of the few sessions that restore a whole mailbox."""

ITEMS = (
    ("HA Restart Summary (Dexters Lab)", "IPM.Note", 78401),
    ("[Warning] VMware - Veeam Explorers (3 machines) 3 warnings", "IPM.Note", 318881),
    ("Undeliverable: Report Datastore Capacity", "REPORT.IPM.Note.NDR", 12044),
    ("Testcloudspace", "Folder", 0),
    ("comparison.pdf", "File", 2_400_311),
    ("Re: Fwd: 見積書 [/draft]", "IPM.Note", 9120),
)
"""Names, types and sizes in bytes; brackets and colons in names are as real ones have them."""

_VERBS = {
    "View": ("opened", "Item successfully opened"),
    "Save": ("saved", "Item successfully exported"),
    "Export": ("exported", "Item successfully exported"),
    "Send": ("sent", "Item successfully sent"),
    "Restore": ("restored", "Item is successfully restored."),
}


@dataclass(frozen=True, slots=True)
class SimulatedEvent:
    """An event with its whole course known beforehand."""

    id: str
    order: int
    type: str
    status: str
    """What it comes to; ``Running`` until ``ends``."""
    starts: datetime
    ends: datetime
    title: str
    message: str
    item: str = ""
    item_type: str = ""
    size: int = 0
    source: str = ""
    target: str = ""


def events_of(world: World, made: SimulatedSession, now: datetime) -> list[SimulatedEvent]:
    """Return the events of a session that have begun at ``now``, in order."""
    chance = random.Random(f"{world.seed}/{made.id}/events")  # noqa: S311 - make-believe, and the same every time
    first = _bare(made, 0, made.created, "Restore session started")
    count = chance.choice((0, 1, 2, 3, 5, 12)) if chance.random() > 0.003 else MANY
    length = made.plan() - made.created
    begun = [first]
    for order in range(1, count + 1):
        starts = made.created + length * (order / (count + 1))
        event = _item_event(chance, made, order, starts, length / (count + 1) * chance.uniform(0.2, 0.8))
        if starts <= now and (made.ends is None or starts <= made.ends):
            begun.append(event)
    if made.ends is not None and made.ends <= now:
        begun.append(_bare(made, len(begun), made.ends, "Restore session completed"))
    return begun


def items_of(world: World, made: SimulatedSession, now: datetime) -> list[SimulatedEvent]:
    """Return the events of a session that brought an item somewhere and were over at ``now``."""
    return [
        event
        for event in events_of(world, made, now)
        if event.item and event.type != "View" and event.ends <= now
    ]


def _bare(made: SimulatedSession, order: int, at: datetime, text: str) -> SimulatedEvent:
    return SimulatedEvent(_id(made, order, text), order, "None", "Success", at, at, text, text)


def _item_event(
    chance: random.Random, made: SimulatedSession, order: int, starts: datetime, lasts: timedelta
) -> SimulatedEvent:
    item, item_type, size = chance.choice(ITEMS)
    kind = chance.choices(tuple(_VERBS), (4, 3, 1, 1, 4))[0]
    ends = starts + lasts
    worse = made.result != "Success" and made.worsens is not None and ends >= made.worsens
    status = made.result if worse else "Skipped" if chance.random() < 0.05 else "Success"
    verb, title = _VERBS[kind]
    source = "Ben Young\\Inbox\\Testcloudspace"
    target = "C:\\Users\\benyoung\\Desktop" if kind in ("Save", "Export") else source
    how = {
        "Success": f"was {verb} successfully",
        "Warning": f"was {verb} with warning: Object was not found.",
        "Failed": f"failed to be {verb}: Access is denied.",
        "Skipped": "was skipped.",
    }[status]
    return SimulatedEvent(
        id=_id(made, order, item),
        order=order,
        type=kind,
        status=status,
        starts=starts,
        ends=min(ends, made.ends or ends),
        title=title if status == "Success" else f"Item {status.lower()}",
        message=f"Item {item} {how} (type: {item_type}; source: {source}; target: {target})",
        item=item,
        item_type=item_type,
        size=size,
        source=source,
        target=target,
    )


def _id(made: SimulatedSession, order: int, text: str) -> str:
    return str(uuid.uuid5(uuid.UUID(made.id), f"{order}/{text}"))
