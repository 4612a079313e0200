from __future__ import annotations

import pickle
from dataclasses import dataclass

import pytest

from vbo_tui.secret import Secret


@dataclass
class Holder:
    password: Secret


def test_no_way_of_printing_shows_the_text() -> None:
    secret = Secret("hunter2")
    shown = (
        repr(secret),
        str(secret),
        f"{secret}",
        repr([secret]),
        repr(Holder(secret)),
        repr({"k": secret}),
    )
    assert not [text for text in shown if "hunter2" in text]


def test_it_is_not_pickled() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret("hunter2"))


def test_reveal_gives_the_text_back() -> None:
    assert Secret("hunter2").reveal() == "hunter2"


def test_equal_texts_are_equal_secrets_and_an_empty_one_is_false() -> None:
    assert Secret("a") == Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert not Secret("")
