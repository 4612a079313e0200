"""The user's own keys: which of them can be used, and what is wrong with the others. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import KEY_NAME_REPLACEMENTS, KEY_TO_UNICODE_NAME, Keys

from vbo_tui.profiles.settings import Settings
from vbo_tui.ui.screens.facts import FactsScreen
from vbo_tui.ui.screens.help import HelpScreen
from vbo_tui.ui.screens.palette import PaletteScreen
from vbo_tui.ui.screens.profile_form import ProfileForm
from vbo_tui.ui.screens.profiles import ProfilesScreen
from vbo_tui.ui.screens.question import QuestionScreen
from vbo_tui.ui.screens.sessions import SessionsScreen
from vbo_tui.ui.screens.sign_in import SignInScreen
from vbo_tui.ui.screens.trust import TrustScreen
from vbo_tui.ui.widgets.detail_pane import DetailPane
from vbo_tui.ui.widgets.event_table import EventTable
from vbo_tui.ui.widgets.field_list import FieldList
from vbo_tui.ui.widgets.filter_bar import FilterBar
from vbo_tui.ui.widgets.session_table import SessionTable
from vbo_tui.ui.widgets.timeline import Timeline
from vbo_tui.ui.widgets.timeline_view import TimelineView

Context = tuple[type[DOMNode], ...]
"""What gets a key, the first one first."""

CONTEXTS: Mapping[str, Context] = {
    "table": (SessionTable, SessionsScreen),
    "timeline": (Timeline, TimelineView, SessionsScreen),
    "detail": (FieldList, DetailPane, SessionsScreen),
    "events": (EventTable, DetailPane, SessionsScreen),
    "filter": (FilterBar, SessionsScreen),
    "help": (HelpScreen,),
    "palette": (PaletteScreen,),
    "info": (FactsScreen,),
    "profiles": (ProfilesScreen,),
    "profile form": (ProfileForm,),
    "question": (QuestionScreen,),
    "password": (SignInScreen,),
    "certificate": (TrustScreen,),
}
"""Where keys mean something: what has them there, before the application itself."""

ALIASES = {"esc": "escape", "pgup": "pageup", "pgdn": "pagedown", "return": "enter", "del": "delete"}
"""Names of keys as the help prints them."""

_MODIFIERS = ("ctrl", "shift", "alt", "super", "meta", "hyper")
_NAMED = {key.value.rpartition("+")[2] for key in Keys} | {f"f{number}" for number in range(1, 25)}


class Named(NamedTuple):
    """A binding that the user may give other keys."""

    id: str
    keys: tuple[str, ...]
    """As they are without the user's settings."""
    does: str
    """"" for one of a row of keys that the first of them describes."""
    label: str = ""
    """How its keys are printed; "" for Textual's own way."""


def bindings_of(node: type[DOMNode]) -> dict[str, Named]:
    """Return what a class binds, by id."""
    held: dict[str, Named] = {}
    for owner in node.__mro__:
        for binding in Binding.make_bindings(vars(owner).get("BINDINGS", ())):
            if binding.id and owner.__module__.startswith("vbo_tui."):
                before = held.get(binding.id, Named(binding.id, (), ""))
                does = binding.tooltip or binding.description
                keys = (*before.keys, binding.key)
                held[binding.id] = Named(binding.id, keys, before.does or does, binding.key_display or "")
    return held


def keymap(settings: Settings, app: type[DOMNode]) -> tuple[dict[str, str], list[str]]:
    """Return the keys to use, by the id of their binding, and what is wrong with the others.

    Two bindings that could be meant by one key exclude each other: both keep their usual keys.

    Args:
        settings: The user's.
        app: What gets a key last.
    """
    contexts = [[bindings_of(node) for node in (*context, app)] for context in CONTEXTS.values()]
    known = {name for context in contexts for node in context for name in node}
    wanted: dict[str, tuple[str, ...]] = {}
    complaints: list[str] = []
    for name, written in settings.keys.items():
        keys = tuple(normal(key) for key in split(written))
        wrong = [key for key in keys if not _is_key(key)]
        if name not in known:
            complaints.append(f"{settings.place(f'keys.{name}')} is no action; the README lists them")
        elif wrong or not keys:
            unknown = wrong[0] if wrong else ""
            complaints.append(f"{settings.place(f'keys.{name}')}: no key is called {unknown!r}")
        else:
            wanted[name] = keys
    clashes = dict.fromkeys(clash for context in contexts for clash in _clashes(context, wanted))
    for key, one, other in clashes:
        place = settings.place(f"keys.{one if one in wanted else other}")
        complaints.append(f"{place}: {key!r} would be both {one} and {other}; neither is changed")
    lost = {name for _, *names in clashes for name in names}
    return {name: ",".join(keys) for name, keys in wanted.items() if name not in lost}, complaints


def _clashes(
    context: Sequence[Mapping[str, Named]], wanted: Mapping[str, tuple[str, ...]]
) -> Iterable[tuple[str, str, str]]:
    """Yield the keys that would mean two things in one place, and did not before, with both."""
    named = [binding for node in context for binding in node.values()]
    for one, other in combinations(named, 2):
        if one.id == other.id or not (one.id in wanted or other.id in wanted):
            continue
        mine, theirs = wanted.get(one.id, one.keys), wanted.get(other.id, other.keys)
        for key in mine:
            if key in theirs and not (key in one.keys and key in other.keys):
                yield key, min(one.id, other.id), max(one.id, other.id)


def split(written: str) -> list[str]:
    """Return the keys of a list with commas; the comma itself is one where it stands alone."""
    return [","] if written.strip() == "," else [part.strip() for part in written.split(",") if part.strip()]


def normal(key: str) -> str:
    """Return a key as Textual names it: ``?`` is ``question_mark``, ``^d`` is ``ctrl+d``."""
    if len(key) == 2 and key[0] == "^":
        return f"ctrl+{key[1].lower()}"
    head, _, base = (key[:-1].rstrip("+"), "", "+") if key.endswith("+") else key.rpartition("+")
    if len(base) == 1 and not base.isalnum():
        name = unicodedata.name(base, base).lower().replace("-", "_").replace(" ", "_")
        base = KEY_NAME_REPLACEMENTS.get(name, name)
    base = ALIASES.get(base.lower(), base)
    return "+".join((*head.lower().split("+"), base)) if head else base


def _is_key(key: str) -> bool:
    *modifiers, base = key.split("+")
    if any(modifier not in _MODIFIERS for modifier in modifiers):
        return False
    if len(base) == 1:
        return base.isprintable() and bool(base.strip())
    if base in _NAMED or base in KEY_TO_UNICODE_NAME or base in KEY_NAME_REPLACEMENTS.values():
        return True
    try:
        return bool(unicodedata.lookup(base.replace("_", " ")))
    except KeyError:
        return False
