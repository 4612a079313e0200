"""Keys as the screens and widgets declare them: each with a name to be rebound by, and what it does."""

from __future__ import annotations

from textual.binding import Binding

MOVE = Binding.Group("Move")
OPEN = Binding.Group("Open")
VIEW = Binding.Group("What is shown, and how")
SERVER = Binding.Group("The server")
PROGRAM = Binding.Group("The program")
GROUPS = (OPEN, VIEW, SERVER, PROGRAM, MOVE)
"""What keys are for, in the order of the help."""


def key(
    keys: str,
    action: str,
    word: str,
    tooltip: str,
    *,
    name: str,
    group: Binding.Group,
    first: bool = False,
    label: str = "",
) -> Binding:
    """Return a binding that the footer shows.

    Args:
        keys: Textual's names of the keys, separated by commas.
        action: What is called.
        word: One word for the footer.
        tooltip: What it does, for the help and the README.
        name: The binding's id: kebab-case, used once in the program.
        group: What it is for.
        first: Whether it comes before what has the focus.
        label: How the key is printed; "" for Textual's own way.
    """
    return Binding(
        keys, action, word, tooltip=tooltip, id=name, priority=first, key_display=label or None, group=group
    )


def quiet(
    keys: str,
    action: str,
    tooltip: str,
    *,
    name: str,
    group: Binding.Group,
    first: bool = False,
    label: str = "",
) -> Binding:
    """Return a binding that only the help and the README list; the arguments are those of :func:`key`."""
    return Binding(
        keys,
        action,
        tooltip,
        tooltip=tooltip,
        id=name,
        priority=first,
        show=False,
        key_display=label or None,
        group=group,
    )
