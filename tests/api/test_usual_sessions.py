"""A session that is as documented is read in one go, to the same as one that is not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contract.schema import VERSIONS
from tests.contract.strategies import loose_sessions, sessions
from vbo_tui.api import wire
from vbo_tui.model.session import Session


def only(item: dict[str, Any]) -> Session:
    (session,) = wire.decode_listing(json.dumps([item]).encode()).sessions
    return session


@pytest.mark.parametrize("version", VERSIONS)
@given(data=st.data())
def test_both_ways_lead_to_the_same(version: str, data: st.DataObject) -> None:
    item = data.draw(st.one_of(sessions(version), loose_sessions(version)))
    usual = only(item)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wire, "_session", wire._odd_session)
        odd = only(item)
    assert usual == odd
    assert usual.links == odd.links
