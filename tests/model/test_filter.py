from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vbo_tui.errors import FilterError
from vbo_tui.model.filter import SESSION_FIELDS, Filter, by_words, search_text
from vbo_tui.model.session import Session, SessionId, Status

NOON = datetime(2026, 9, 24, 12, tzinfo=UTC)
NAMED = {
    "stuck": "state:working dur>2h",
    "mine": "by:alice !result:failed",
    "both": "@mine @stuck",
    "odd": "dur>x",
}

ALICE = Session(
    id=SessionId("a"),
    name="Mailbox of x",
    organization="contoso.com",
    initiated_by="CONTOSO\\Alice",
    type="Vex",
    client_host="JUMP01",
    state="Working",
    result="Success",
    created=NOON - timedelta(hours=3),
)
BOB = Session(
    id=SessionId("b"),
    name="Restore",
    organization="fabrikam.com",
    initiated_by="Bob",
    type="Veod",
    client_host="JUMP02",
    state="Stopped",
    result="Failed",
    created=NOON - timedelta(hours=1),
    ended=NOON - timedelta(minutes=30),
    reason='Ticket 7: alice says "please"',
    scope="AdeleV",
    details="1 item processed",
)
EMPTY = Session(id=SessionId("c"))


def found(
    typed: str,
    named: Mapping[str, str] = NAMED,
    now: datetime = NOON,
    zone: tzinfo | None = UTC,
) -> str:
    """Return the ids of what a filter lets through."""
    lets = by_words(Filter.parse(typed, SESSION_FIELDS, named), zone=zone)
    return "".join(session.id for session in (ALICE, BOB, EMPTY) if lets(session, now))


def complaint(typed: str) -> str:
    with pytest.raises(FilterError) as caught:
        Filter.parse(typed, SESSION_FIELDS, NAMED)
    return str(caught.value)


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("", "abc"),
        ("alice", "ab"),
        ("ALICE fabrikam", "b"),
        ("!alice", "c"),
        ("alice !fabrikam", "a"),
        ("by:alice", "a"),
        ("BY:ALICE org:contoso", "a"),
        ("!by:alice", "bc"),
        ("!by:alice !id:c", "b"),
        ("host:jump", "ab"),
        ("type:exchange", "a"),
        ("type:veod", "b"),
        ("state:working", "a"),
        ("status:running", "ac"),
        ("status:failed", "b"),
        ("state:stopped result:failed", "b"),
        ("name:mailbox", "a"),
        ("reason:ticket", "b"),
        ("scope:adele details:1", "b"),
        ("id:a", "a"),
        ("by:bob alice", "b"),
        ("https://contoso", ""),
        ("when:alice", ""),
        ("alice:", ""),
    ],
)
def test_words_and_fields(typed: str, left: str) -> None:
    assert found(typed) == left


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ('"mailbox of"', "a"),
        ('"of mailbox"', ""),
        ('name:"mailbox of x"', "a"),
        ('name:mailbox" of "x', "a"),
        ('!"mailbox of"', "bc"),
        ('"!alice"', ""),
        ('"by:alice"', ""),
        ('reason:"says ""please"""', "b"),
        ('"7: alice"', "b"),
        ('"~alice"', ""),
        ('"@stuck"', ""),
    ],
)
def test_quotes_hold_spaces_and_take_signs_for_letters(typed: str, left: str) -> None:
    assert found(typed) == left


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("~jump0[12]", "ab"),
        ("~^JUMP01$", "a"),
        ("!~jump", "c"),
        ("by:~^bob$", "b"),
        ("by:~\\\\alice$", "a"),
        ("name:~^(mail|re)", "ab"),
        ("!host:~2$", "ac"),
        ('name:~"box of"', "a"),
        ("host:~^$", "c"),
        ("type:~^exchange$", "a"),
        ("~mailbox.*contoso", ""),
    ],
)
def test_patterns_match_within_one_field(typed: str, left: str) -> None:
    assert found(typed) == left


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("started>2h", "a"),
        ("started<2h", "b"),
        ("started>3h", ""),
        ("started>=3h", "a"),
        ("started<3h", "b"),
        ("started<=3h", "ab"),
        ("started<1h1s", "b"),
        ("!started<2h", "ac"),
        ("STARTED>2H", "a"),
        ("ended<1h", "b"),
        ("ended>1h", ""),
        ("!ended<1w", "ac"),
        ("dur>2h", "a"),
        ("dur<1h", "b"),
        ("dur<=30m", "b"),
        ("dur<30m", ""),
        ("dur>=1800s", "ab"),
        ("dur>1h30m", "a"),
        ("dur<1d dur>20m", "ab"),
        ("started<1w2d", "ab"),
    ],
)
def test_times_are_compared_with_the_clock(typed: str, left: str) -> None:
    assert found(typed) == left


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("started>2026-09-24", ""),
        ("started>=2026-09-24", "ab"),
        ("started<2026-09-24", ""),
        ("started<=2026-09-24", "ab"),
        ("started>2026-09-23", "ab"),
        ("started<2026-10", "ab"),
        ("started>=2026-09", "ab"),
        ("started>2026-09", ""),
        ("started<2026-09-24T10:00", "a"),
        ("started<=2026-09-24t09:00", "a"),
        ("started<2026-09-24T09:00", ""),
        ('started>"2026-09-24 09:00"', "b"),
        ("started>=2026-09-24T09:00:00", "ab"),
        ("started>2026-09-24T09:00:00", "b"),
        ("ended>2026-09-24", ""),
        ("ended<2026-09-25", "b"),
        ("!ended<2026-09-25", "ac"),
    ],
)
def test_times_are_compared_with_dates(typed: str, left: str) -> None:
    assert found(typed) == left


def test_a_date_is_one_of_the_zone_that_times_are_printed_in() -> None:
    far_east = timezone(timedelta(hours=14))
    assert found("started>=2026-09-24T23:00", zone=far_east) == "ab"
    assert found("started<2026-09-24T23:30", zone=far_east) == "a"
    assert found("started>=2026-09-25", zone=far_east) == "b"
    assert found("started>1970-01-01", zone=None) == "ab"
    assert found("started<9998-12-31", zone=None) == "ab"


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("@stuck", "a"),
        ("!@stuck", "bc"),
        ("@STUCK", "a"),
        ("@mine", "a"),
        ("!@mine alice", "b"),
        ("@both", "a"),
        ("@stuck by:bob", ""),
    ],
)
def test_a_filter_with_a_name_is_used_by_it(typed: str, left: str) -> None:
    assert found(typed) == left


def test_a_filter_that_names_itself_is_refused() -> None:
    with pytest.raises(FilterError, match="at 2: @a itself is wrong at 2: @b itself is wrong at 2: no"):
        Filter.parse("@a", SESSION_FIELDS, {"a": "@b", "b": "@a"})


def test_where_nothing_has_a_name_an_at_sign_is_a_letter() -> None:
    assert Filter.parse("@contoso").matches("bob@contoso.com")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("started>2x", "at 9: write 2h, 1h30m or 2026-09-24"),
        ("alice started>soon", "at 15: write 2h, 1h30m or 2026-09-24"),
        ("started>2026-13-01", "at 9: there is no such date"),
        ("started>2026-02-30", "at 9: there is no such date"),
        ("started>1969-01-01", "at 9: a year from 1970 to 9998"),
        ("started>2026-09-24T25:00", "at 9: there is no such date"),
        ("dur>2026-09-24", "at 5: write 10m or 1h30m"),
        ("dur>٣h", "at 5: write 10m or 1h30m"),
        ("dur>" + "999999w" * 200, "at 5: so long has nothing lasted"),
        ("dur:10m", "at 4: write dur>2h or dur<30m"),
        ("started:today", "at 8: write started>2h or started<30m"),
        ("by>alice", "at 3: write by:word"),
        ("x ~a)", "at 5: there is no ( for this )"),
        ("x by:~a**", "at 9: a repetition cannot be repeated"),
        ('~"a b"\\1', "at 7: \\1 is not known here"),
        ("@odd", "at 2: @odd itself is wrong at 5: write 10m or 1h30m"),
    ],
)
def test_a_bad_filter_says_where_and_why(typed: str, message: str) -> None:
    assert complaint(typed) == message
    _, (one,) = Filter.begun(typed, SESSION_FIELDS, NAMED)
    assert not one.unfinished


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("!", "at 2: a word is missing behind !"),
        ("by:", "at 4: a word is missing behind by:"),
        ("alice !by:", "at 11: a word is missing behind by:"),
        ("~", "at 2: a regular expression is missing behind ~"),
        ("by:~", "at 5: a regular expression is missing behind ~"),
        ("~a(b", "at 3: the ( is not closed"),
        ("~[b", "at 2: the [ is not closed"),
        ("started>", "at 9: what to compare with is missing: 2h, 1h30m or 2026-09-24"),
        ("started>=", "at 10: what to compare with is missing: 2h, 1h30m or 2026-09-24"),
        ("started>2", "at 9: a unit is missing: s, m, h, d or w"),
        ("started>1h30", "at 9: write 2h, 1h30m or 2026-09-24"),
        ("started>2026-", "at 9: write 2h, 1h30m or 2026-09-24"),
        ("started>2026-09-2", "at 9: write 2h, 1h30m or 2026-09-24"),
        ("started>2026-09-24T1", "at 9: write 2h, 1h30m or 2026-09-24"),
        ("dur>1h3", "at 5: write 10m or 1h30m"),
        ('alice "b c', "at 7: the quote is not closed"),
        ('""', 'at 3: a word is missing behind ""'),
        ("@", "at 2: the name of a filter is missing behind @"),
        ("@stu", 'at 2: no filter has that name; quote "@..." to find the word'),
    ],
)
def test_what_may_become_a_filter_is_unfinished(typed: str, message: str) -> None:
    assert complaint(typed) == message
    _, (one,) = Filter.begun(typed, SESSION_FIELDS, NAMED)
    assert one.unfinished


def test_what_is_unfinished_leaves_the_rest_as_it_is() -> None:
    begun, _ = Filter.begun("alice started> by:bob", SESSION_FIELDS, NAMED)
    assert begun == Filter.parse("alice by:bob", SESSION_FIELDS, NAMED)


PIECES = st.lists(
    st.one_of(
        st.text(max_size=5),
        st.sampled_from(
            [
                "!",
                '"',
                ":",
                "~",
                "@",
                "<",
                ">",
                "=",
                " ",
                "by",
                "started",
                "dur",
                "2h",
                "2026-09-24",
                "(",
                "[",
                "stuck",
            ]
        ),
    ),
    max_size=12,
).map("".join)
"""Texts that look like filters, or nearly so."""

WORDS = st.text(min_size=1, max_size=10).map(lambda text: text.replace("\n", " ")).filter(str.strip)
SIMPLE = st.sampled_from(
    [
        "alice",
        "by:alice",
        "~jump0[12]",
        "host:~^j",
        "started>2h",
        "started<=2026-09-24",
        "dur<1h",
        "@stuck",
        '"of x"',
    ]
)


@given(PIECES)
def test_any_text_is_read_or_complained_about_within_it(typed: str) -> None:
    understood, complaints = Filter.begun(typed, SESSION_FIELDS, NAMED)
    for one in complaints:
        assert one.message
        assert 0 <= one.start <= len(typed)
        assert one.start < one.end
    lets = by_words(understood)
    for session in (ALICE, BOB, EMPTY):
        lets(session, NOON)


@given(PIECES)
def test_the_text_of_a_filter_is_read_to_the_same_filter(typed: str) -> None:
    understood, _ = Filter.begun(typed, SESSION_FIELDS, NAMED)
    assert Filter.parse(understood.text, SESSION_FIELDS, NAMED) == understood


@given(WORDS)
def test_any_word_is_found_in_quotes(word: str) -> None:
    quoted = '"' + word.replace('"', '""') + '"'
    session = Session(id=SessionId("x"), name=f"before {word} after")
    assert by_words(Filter.parse(quoted, SESSION_FIELDS, NAMED))(session, NOON)
    assert by_words(Filter.parse(f"name:{quoted}", SESSION_FIELDS, NAMED))(session, NOON)
    assert not by_words(Filter.parse(f"!{quoted}", SESSION_FIELDS, NAMED))(session, NOON)


@given(SIMPLE)
def test_with_an_exclamation_mark_exactly_the_others_are_found(typed: str) -> None:
    assert sorted(found(typed) + found(f"!{typed}")) == ["a", "b", "c"]


@given(SIMPLE, SIMPLE)
def test_two_things_are_asked_at_once_in_any_order(one: str, other: str) -> None:
    both = set(found(one)) & set(found(other))
    assert set(found(f"{one} {other}")) == both == set(found(f"{other}  {one}"))


def test_a_status_is_left_in_besides_the_words() -> None:
    chosen = Filter.parse("alice").narrowed(Status.FAILED)
    lets = by_words(chosen)
    assert [lets(session, NOON) for session in (ALICE, BOB)] == [False, True]
    assert chosen
    assert chosen.text == "alice"
    assert Filter().narrowed(Status.FAILED)
    assert not Filter().narrowed(None)


def test_only_filters_that_compare_with_the_clock_follow_it() -> None:
    for typed in ("started>2h", "!dur<10m", "@stuck", "!@both"):
        assert Filter.parse(typed, SESSION_FIELDS, NAMED).follows_clock, typed
    for typed in ("alice", "started>2026-09-24", "@mine"):
        assert not Filter.parse(typed, SESSION_FIELDS, NAMED).follows_clock, typed


def test_every_word_of_a_filter_must_be_there_in_any_case_and_order() -> None:
    chosen = Filter.parse("  CONTOSO   fail ")
    assert chosen.text == "CONTOSO fail"
    assert chosen.matches("FAIL at contoso")
    assert not chosen.matches("OK at contoso")


def test_a_filter_folds_case_beyond_ascii() -> None:
    assert Filter.parse("straße").matches("STRASSE")


@pytest.mark.parametrize("text", ["", "   ", "\t"])
def test_a_filter_without_words_lets_everything_through(text: str) -> None:
    assert not Filter.parse(text)
    assert Filter.parse(text).matches("")


def test_a_filter_looks_at_the_id_the_servers_words_and_what_is_shown() -> None:
    told = Session(id=SessionId("0800471b-d0e2"), type="Vex", state="Working", result="Success")
    text = search_text(told, ["RUN", "contoso"])
    assert all(
        Filter.parse(word).matches(text) for word in ("0800471B", "vex", "working", "succ", "run cont")
    )
    assert not Filter.parse("runcontoso").matches(text)
