"""What a client remembers of its server has an end, whatever the server says."""

from __future__ import annotations

from contextlib import suppress

import msgspec
import pytest

from tests.api.test_detection import Server
from vbo_tui.api import wire_events
from vbo_tui.api.detection import ASKED_AGAIN, DOUBTED, MOST_TRIED
from vbo_tui.api.dialect import DIALECTS
from vbo_tui.api.link_forms import LastForms
from vbo_tui.errors import NotFound


async def test_the_questions_of_a_detection_are_all_remembered() -> None:
    assert len(DIALECTS) <= MOST_TRIED


async def test_questions_whether_a_version_is_still_served_are_not_remembered_for_ever() -> None:
    server = Server("v8")
    detection = server.detection()
    spoken = await detection.dialect()
    for _ in range(3 * MOST_TRIED):
        server.now += ASKED_AGAIN
        assert await detection.is_served_still(spoken)
    assert len(detection.tried) == MOST_TRIED


async def test_versions_that_are_given_up_again_and_again_are_not_remembered_for_ever() -> None:
    server = Server("v8", "v7")
    detection = server.detection()
    for _ in range(3 * MOST_TRIED):
        server.now += DOUBTED
        with suppress(NotFound):  # the first time it may come back
            await detection.instead_of(await detection.dialect())
        assert len(detection.tried) <= MOST_TRIED
        assert len(detection._refuted) <= len(DIALECTS)


def test_of_what_came_of_items_a_bounded_number_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire_events, "MOST_OUTCOMES", 5)
    item = {"name": "x", "warnings": ["slow"] * 9, "childItems": [{"name": "y"}] * 9}
    body = {"items": [item] * 9, "warnings": ["slow"] * 9, "errors": ["bad"] * 9}
    told = wire_events.decode_statistics(msgspec.json.encode(body))
    assert [len(told.items), len(told.warnings), len(told.errors)] == [5, 5, 5]
    assert [len(told.items[0].parts), len(told.items[0].said)] == [5, 5]


def test_of_links_the_last_form_alone_is_remembered() -> None:
    forms = LastForms()
    for number in range(100):
        key = f"00000000-0000-0000-0000-{number:012}"
        forms.of(key, b'{"self":{"href":"/v%d/restoresessions/%s"}}' % (number, key.encode()))
        assert len(forms._between) == 2
