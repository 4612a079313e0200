"""Every key that is offered does something, is described, and has a name to be rebound by."""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter

import pytest
from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode

import vbo_tui.ui
from tests.shots import README, keys
from vbo_tui.ui.keys import GROUPS


def own_nodes() -> list[type[DOMNode]]:
    for module in pkgutil.walk_packages(vbo_tui.ui.__path__, "vbo_tui.ui."):
        importlib.import_module(module.name)
    nodes, open_classes = [], [DOMNode]
    while open_classes:
        node = open_classes.pop()
        open_classes.extend(node.__subclasses__())
        if node.__module__.startswith("vbo_tui.") and "BINDINGS" in vars(node):
            nodes.append(node)
    return nodes


NODES = own_nodes()


def bindings(node: type[DOMNode]) -> list[Binding]:
    return list(Binding.make_bindings(node.BINDINGS))


def test_there_are_bindings_to_look_at() -> None:
    assert len(NODES) > 5


@pytest.mark.parametrize("node", NODES, ids=lambda node: node.__name__)
def test_every_binding_has_an_action_a_description_and_an_id(node: type[DOMNode]) -> None:
    for binding in bindings(node):
        action = binding.action.split("(")[0]
        owner = App if action.startswith("app.") else node
        assert hasattr(owner, f"action_{action.removeprefix('app.')}"), binding
        assert binding.id, binding
        assert not binding.show or binding.description, binding
        assert binding.group in GROUPS, binding


@pytest.mark.parametrize("node", NODES, ids=lambda node: node.__name__)
def test_no_key_is_bound_twice_on_one_node(node: type[DOMNode]) -> None:
    keys = Counter(key for binding in bindings(node) for key in binding.key.split(","))
    assert [key for key, times in keys.items() if times > 1] == []


def test_no_binding_id_is_used_twice() -> None:
    ids = Counter(binding_id for node in NODES for binding_id in {binding.id for binding in bindings(node)})
    assert [name for name, times in ids.items() if times > 1] == []


@pytest.mark.parametrize("key", ["ctrl+a", "ctrl+s", "ctrl+j", "ctrl+o", "ctrl+w"])
def test_keys_that_multiplexers_and_gateways_eat_are_left_alone(key: str) -> None:
    assert not [binding for node in NODES for binding in bindings(node) if key in binding.key.split(",")]


def test_every_binding_that_is_described_is_in_the_readme() -> None:
    described = {
        binding.id for node in NODES for binding in bindings(node) if binding.tooltip or binding.description
    }
    table = README.read_text(encoding="utf-8")
    assert [name for name in described if f"| `{name}` |" not in table] == []
    assert [name for name in described if f"| `{name}` |" not in keys()] == []
