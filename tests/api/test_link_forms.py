"""Links are held once for many sessions, and are each session's own all the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vbo_tui.api.decoding import links
from vbo_tui.api.link_forms import LastForms, forms_of
from vbo_tui.api.wire import decode_listing
from vbo_tui.model.links import filled_in

ONE, OTHER = "0800471b-d0e2-422b-9d7c-35d15661c3fb", "9f786f0f-de9a-4a90-8118-093b6cb2c4fc"

ids = st.sampled_from([ONE, OTHER, ONE.upper(), "e", "href"])
hrefs = st.one_of(
    st.builds("/v8/restoresessions/{}{}".format, ids, st.sampled_from(["", "/organization", "/Events"])),
    st.text(max_size=20),
)
targets = st.one_of(st.fixed_dictionaries({"href": hrefs}), st.none(), st.integers(), hrefs)
link_objects = st.one_of(
    st.none(), st.dictionaries(st.sampled_from(["self", "organization", "rel"]), targets, max_size=3)
)


def sent(session_id: str, **fields: Any) -> dict[str, Any]:
    return {"id": session_id, "state": "Stopped", **fields}


@given(items=st.lists(st.tuples(ids, link_objects), max_size=6, unique_by=lambda item: item[0].lower()))
def test_every_session_has_the_links_that_it_was_sent(items: list[tuple[str, Any]]) -> None:
    body = json.dumps([sent(session_id, _links=found) for session_id, found in items]).encode()
    listing = decode_listing(body)
    assert [session.links for session in listing.sessions] == [links(found) for _, found in items]


@given(raws=st.lists(st.tuples(st.sampled_from([ONE, OTHER]), link_objects), max_size=6))
def test_what_is_remembered_is_what_reading_it_again_would_give(raws: list[tuple[str, Any]]) -> None:
    known = LastForms()
    for session_id, found in raws:
        forms = known.of(session_id, json.dumps(found).encode())
        assert forms == forms_of(session_id, links(found))
        assert filled_in(forms, session_id) == links(found)


def test_sessions_that_differ_in_their_id_alone_share_their_links() -> None:
    items = [sent(key, _links={"self": {"href": f"/v8/RestoreSessions/{key}"}}) for key in (ONE, OTHER)]
    one, other = decode_listing(json.dumps(items).encode()).sessions
    assert one.link_forms is other.link_forms
    assert one.links[0].href.endswith(ONE)
    assert other.links[0].href.endswith(OTHER)


def test_an_escape_does_not_make_another_sessions_link_ones_own() -> None:
    hidden = ONE.replace("0800", "\\u0030800")
    raw = b'{"self":{"href":"/v8/%s"}}' % hidden.encode()
    known = LastForms()
    assert filled_in(known.of(ONE, raw), ONE)[0].href == f"/v8/{ONE}"
    assert filled_in(known.of(OTHER, raw), OTHER)[0].href == f"/v8/{ONE}"


@pytest.mark.parametrize("text", ["Vex", "CONTOSO\\operator"])
def test_sessions_that_say_the_same_hold_it_once(text: str) -> None:
    items = [sent(key, type=text, organization=text, initiatedBy=text) for key in (ONE, OTHER)]
    one, other = decode_listing(json.dumps(items).encode()).sessions
    assert one.type is other.type
    assert one.initiated_by is one.organization is other.organization


def test_another_sessions_id_in_a_link_is_nobodys_place() -> None:
    known = LastForms()
    mixed = json.dumps({"self": {"href": f"/{ONE}/{OTHER}"}}).encode()
    twice = json.dumps({"self": {"href": f"/{OTHER}/{OTHER}"}}).encode()
    assert known.of(ONE, mixed) == forms_of(ONE, links(json.loads(mixed)))
    assert known.of(OTHER, twice) == forms_of(OTHER, links(json.loads(twice)))
