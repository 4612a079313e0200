from __future__ import annotations

import contextlib
import json
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vbo_tui.api.decoding import MOST_LINKS
from vbo_tui.api.grants import decode_grant, error_message
from vbo_tui.api.text import LONGEST
from vbo_tui.api.wire import (
    decode_listing,
    decode_organization,
    decode_session,
)
from vbo_tui.errors import BadPayload
from vbo_tui.model.session import Session

DATA = Path(__file__).parents[1] / "data"
GOOD = {"id": "good", "type": "Vex", "state": "Working"}


def one(**fields: Any) -> Session:
    listing = decode_listing(json.dumps([{"id": "a", **fields}]).encode())
    assert listing.unreadable == ()
    return listing.sessions[0]


def test_the_documented_answer_is_read_whole() -> None:
    stopped, working = decode_listing((DATA / "v1_restore_sessions.json").read_bytes()).sessions
    assert stopped.id == "0800471b-d0e2-422b-9d7c-35d15661c3fb"
    assert (stopped.type, stopped.state, stopped.result) == ("Vex", "Stopped", "Success")
    assert stopped.created == datetime(2017, 6, 29, 7, 42, 21, 191694, UTC)
    assert stopped.ended == datetime(2017, 6, 29, 8, 14, 58, 353283, UTC)
    assert stopped.point_in_time == datetime(2017, 6, 26, 22, 7, 39, tzinfo=timezone(timedelta(hours=-7)))
    assert stopped.point_in_time is not None
    assert stopped.point_in_time.utcoffset() == timedelta(hours=-7)
    assert [link.rel for link in stopped.links] == ["self", "organization"]
    assert (working.id, working.ended, working.is_working) == (
        "9f786f0f-de9a-4a90-8118-093b6cb2c4fc",
        None,
        True,
    )


def test_the_documented_organization_is_read() -> None:
    organization = decode_organization((DATA / "v1_organization.json").read_bytes())
    assert organization.name == "veeam.onmicrosoft.com (7/3/2017 3:00:25 PM)"
    assert [link.known for link in organization.links] == ["self", "mailboxes"]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"<html><body>Maintenance</body></html>", "HTML"),
        (b'[{"id": "a"}, {"id"', "cut short"),
        (b'[{"id": "a"}', "cut short"),
        (b"[" * 100_000, "JSON"),
        (b'{"a":' * 100_000, "JSON"),
        (b"[\xff\xfe]", "JSON"),
        (b"nonsense", "not JSON"),
        (b"3", "not JSON"),
        (b'"text"', "not JSON"),
        (b"null", "not JSON"),
        (b"{}", "holds no list"),
        (b'{"results": 3}', "holds no list"),
        (b'{"results": null}', "holds no list"),
        (b'{"message": "x"}', "holds no list"),
        (b"[NaN]", "JSON"),
        (b'[{"id": "a"}] trailing', "JSON"),
    ],
)
def test_a_body_of_the_wrong_shape_is_named_in_a_sentence(body: bytes, sentence: str) -> None:
    with pytest.raises(BadPayload, match=sentence):
        decode_listing(body)


@pytest.mark.parametrize(
    "body", [b"[]", b"null", b"", b"<a>", b'{"id": 3}', b"{}", b'{"id": "a"', b"[" * 100_000]
)
def test_one_session_or_organization_of_the_wrong_shape_is_a_bad_payload(body: bytes) -> None:
    with pytest.raises(BadPayload):
        decode_session(body)
    if body not in (b"{}",):  # every field of an organization may be missing
        with pytest.raises(BadPayload):
            decode_organization(body)


def test_a_page_object_is_read_like_an_array() -> None:
    assert [s.id for s in decode_listing(b'{"offset":0,"results":[{"id":"a"}],"_links":{}}').sessions] == [
        "a"
    ]


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ({**GOOD, "creationTime": "soon"}, "creationTime is 'soon'"),
        ({**GOOD, "endTime": 5}, "endTime is 5"),
        ({**GOOD, "pointInTime": "2017-13-45T00:00:00Z"}, "pointInTime is '2017-13-45T00:00:00Z'"),
        ({**GOOD, "state": 5}, "state is 5"),
        ({**GOOD, "result": ["Success"]}, "result is ['Success']"),
        ({**GOOD, "type": True}, "type is True"),
        ({"type": "Vex"}, "id is missing"),
        ({"id": None}, "id is null"),
        ({"id": 7}, "id is 7"),
        ({"id": ""}, "id is ''"),
        ({"id": "../token"}, "id is '../token'"),
        ({"id": ".."}, "id is '..'"),
        ({"id": "a\nb"}, "id is 'a\\nb'"),
        ({"id": "x" * 129}, "id is 'xxx"),
        (3, "it is 3, not an object"),
        (None, "it is None, not an object"),
        ([GOOD], "it is [{"),
    ],
)
def test_a_bad_item_is_counted_and_named_and_costs_no_other(item: object, reason: str) -> None:
    listing = decode_listing(json.dumps([GOOD, item, {**GOOD, "id": "other"}]).encode())
    assert [session.id for session in listing.sessions] == ["good", "other"]
    assert len(listing.unreadable) == 1
    assert listing.unreadable[0].startswith(reason)
    assert len(listing.unreadable[0]) < 200


@pytest.mark.parametrize(
    "field", ["type", "pointInTime", "creationTime", "endTime", "state", "result", "_links"]
)
def test_every_field_but_the_id_may_be_null_or_missing(field: str) -> None:
    assert one(**{field: None}) == one()


def test_unknown_fields_and_words_do_no_harm() -> None:
    session = one(type="Vnew", state="Paused", result="Partly", colour={"deep": [1, None]}, links=3)
    assert (session.type, session.state, session.result) == ("Vnew", "Paused", "Partly")


def test_of_very_many_links_the_first_are_kept() -> None:
    links = one(_links={f"r{number}": {"href": "/x"} for number in range(10_000)}).links
    assert [link.rel for link in links] == [f"r{number}" for number in range(MOST_LINKS)]


@pytest.mark.parametrize("digits", range(8))
def test_fractions_of_any_length_are_read(digits: int) -> None:
    fraction = f".{'1234567'[:digits]}" if digits else ""
    created = one(creationTime=f"2017-06-29T07:42:21{fraction}Z").created
    assert created is not None
    assert created.replace(microsecond=0) == datetime(2017, 6, 29, 7, 42, 21, tzinfo=UTC)
    assert created.microsecond == int("1234567"[:digits].ljust(6, "0")[:6] or 0)


@pytest.mark.parametrize(
    "text", ["9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59", "0001-01-01T00:00:00", ""]
)
def test_dotnets_first_and_last_day_mean_none(text: str) -> None:
    assert one(endTime=text).ended is None


def test_a_time_without_a_zone_is_utc_and_another_zone_is_kept() -> None:
    assert one(creationTime="2017-06-29T07:42:21").created == datetime(2017, 6, 29, 7, 42, 21, tzinfo=UTC)
    point = one(pointInTime="2017-06-26T22:07:39+05:30").point_in_time
    assert point is not None
    assert point.utcoffset() == timedelta(hours=5, minutes=30)


def test_an_id_is_lower_case_and_counts_once() -> None:
    body = json.dumps([{"id": "ABC", "state": "Working"}, {"id": "abc", "state": "Stopped"}]).encode()
    assert [(s.id, s.state) for s in decode_listing(body).sessions] == [("abc", "Working")]


def test_a_string_of_ten_megabytes_is_cut_with_a_mark() -> None:
    session = one(result="x" * 10_000_000)
    assert len(session.result) == LONGEST
    assert session.result.endswith("\u2026")


@pytest.mark.parametrize("broken", [b"\\ud800", b"\\udc00\\ud800", b"\xff\xfe", b"\xed\xa0\x80"])
def test_a_broken_character_costs_nothing_but_itself(broken: bytes) -> None:
    body = b'[{"id": "a", "type": "x' + broken + b'y \\\\ud800 \\ud83d\\ude00"}, {"id": "b"}]'
    listing = decode_listing(body)
    assert [session.id for session in listing.sessions] == ["a", "b"]
    kind = listing.sessions[0].type
    assert kind.startswith("x\ufffd")
    assert kind.endswith("y \\ud800 \U0001f600"), "an escaped backslash and a whole pair stay what they are"


@given(st.text(st.characters(), max_size=50))
def test_no_text_keeps_what_acts_on_a_terminal(text: str) -> None:
    body = json.dumps([{"id": "a", "type": text, "_links": {text: {"href": text}}}]).encode()
    for session in decode_listing(body).sessions:
        shown = session.type + "".join(link.rel + link.href for link in session.links)
        assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_a_bad_payload(body: bytes) -> None:
    for decode in (decode_listing, decode_session, decode_organization, decode_grant):
        with contextlib.suppress(BadPayload):
            decode(body)
    error_message(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = st.sampled_from(
    ["id", "type", "state", "result", "creationTime", "endTime", "pointInTime", "_links", "x"]
)


@given(st.lists(st.dictionaries(FIELDS, JSON, max_size=6) | JSON, max_size=6))
def test_among_anything_a_good_item_is_never_lost_and_every_bad_one_is_told(items: list[Any]) -> None:
    body = json.dumps([*items, GOOD]).encode()
    listing = decode_listing(body)
    assert "good" in [session.id for session in listing.sessions]
    ids = {
        str(item["id"]).lower()
        for item in items
        if isinstance(item, dict) and isinstance(item.get("id"), str)
    }
    assert len(listing.sessions) + len(listing.unreadable) <= len(items) + 1
    assert len(listing.unreadable) >= len(items) - sum(isinstance(item, dict) for item in items)
    assert {session.id for session in listing.sessions} <= ids | {"good"}


@pytest.mark.parametrize(
    ("fields", "life"),
    [
        ({"expires_in": 3599}, 3599),
        ({"expires_in": "1200"}, 1200),
        ({".issued": "Wed, 16 Dec 2020 05:50:09 GMT", ".expires": "Wed, 16 Dec 2020 06:50:09 GMT"}, 3600),
        ({".issued": "2026-09-28T00:00:00+00:00", ".expires": "2026-09-28T00:10:00Z"}, 600),
        (
            {
                "expires_in": 3599,
                ".issued": "Wed, 16 Dec 2020 05:50:09 GMT",
                ".expires": "Wed, 16 Dec 2020 06:00:09 GMT",
            },
            600,
        ),
        ({}, None),
        ({"expires_in": "soon"}, None),
        ({"expires_in": 10**400}, None),
        ({"expires_in": "1e999"}, None),
        ({"expires_in": "nan"}, None),
        ({"expires_in": -5}, None),
        ({"expires_in": None, ".issued": 3, ".expires": []}, None),
    ],
)
def test_a_tokens_life_is_reckoned_by_the_servers_own_clock(
    fields: dict[str, Any], life: float | None
) -> None:
    grant = decode_grant(json.dumps({"access_token": "t", "refresh_token": "r", **fields}).encode())
    assert (grant.access.reveal(), grant.life) == ("t", life)
    assert grant.refresh is not None


@pytest.mark.parametrize("token", [None, "", 3, "a\r\nX: y", "a b", "tök"])
def test_a_token_that_fits_no_header_is_a_bad_payload_that_quotes_nothing(token: object) -> None:
    with pytest.raises(BadPayload) as caught:
        decode_grant(json.dumps({"access_token": token}).encode())
    assert "X: y" not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"message": "The restore session has expired."}', "The restore session has expired."),
        (
            b'{"error": "Authorization Error", "error_description": "Invalid credential"}',
            "Invalid credential",
        ),
        (b'{"message": null, "error": "x"}', "x"),
        (b'{"message": "a\\nb\\u001b[2J", "stackTrace": "at Secret.Place()"}', "a b\ufffd[2J"),
        (b'{"stackTrace": "at Secret.Place()"}', ""),
        (b"<html>", ""),
        (b"[]", ""),
        (b"", ""),
    ],
)
def test_a_servers_complaint_is_passed_on_clean_and_without_its_stack(body: bytes, said: str) -> None:
    assert error_message(body) == said


def test_a_servers_complaint_is_short() -> None:
    assert len(error_message(json.dumps({"message": "x" * 50_000}).encode())) <= 200
