"""Folding JSON: what is unfolded stands as it was, what is folded says how much is in it."""

from __future__ import annotations

import json

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from vbo_tui.model.document import Document
from vbo_tui.model.links import Rel
from vbo_tui.model.session import Session, SessionId
from vbo_tui.ui.folding import NOTHING_FOLDED, Folding, Folds
from vbo_tui.ui.page_lines import FoldedDocument
from vbo_tui.ui.raw import MOST_LINES, raw_lines
from vbo_tui.ui.seeking import Search, next_hit, place

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=30,
)

BODY = b'{"id":"a","list":[{"x":1},{"x":2}],"none":[],"object":{"a":{"b":{"c":1}},"d":"}, ["}}'


def folding(body: bytes) -> Folding:
    raw = raw_lines(body)
    return Folding(raw.lines, is_json=raw.is_json)


def shown(folds: Folds, of: Folding) -> list[str]:
    return [of.text(line, folds) for line in of.visible(folds)]


def line_of(of: Folding, text: str) -> int:
    return next(number for number, line in enumerate(of.lines) if text in line)


@given(JSON)
def test_unfolded_json_is_the_text_itself(document: object) -> None:
    of = folding(json.dumps(document).encode())
    assert shown(NOTHING_FOLDED, of) == list(of.lines)
    assert json.loads("\n".join(of.lines)) == document


@given(JSON, st.data())
def test_folding_and_unfolding_anything_in_any_order_changes_nothing(
    document: object, data: st.DataObject
) -> None:
    of = folding(json.dumps(document).encode())
    folds, before = NOTHING_FOLDED, [NOTHING_FOLDED]
    for _ in range(data.draw(st.integers(0, 8))):
        line = data.draw(st.sampled_from(of.visible(folds)))
        folds, at = of.toggled(line, folds)
        assert at in of.visible(folds), "the cursor is on a line that is seen"
        before.append(folds)
    lines = of.visible(folds)
    assert lines == sorted(set(lines))
    assert lines[0] == 0
    for line in range(len(of.lines)):
        assert of.shown_at(line, folds) in lines
        assert line in of.visible(of.unfolded_at(line, folds))
    assert shown(NOTHING_FOLDED, of) == list(of.lines)


@given(JSON, st.data())
def test_folding_twice_is_folding_not_at_all(document: object, data: st.DataObject) -> None:
    of = folding(json.dumps(document).encode())
    line = data.draw(st.sampled_from(of.visible(NOTHING_FOLDED)))
    once, at = of.toggled(line, NOTHING_FOLDED)
    twice, again = of.toggled(at, once)
    assert (twice, again) == (NOTHING_FOLDED, at)


@given(JSON)
def test_what_is_folded_says_how_many_items_it_has(document: object) -> None:
    of = folding(json.dumps({"a": document}).encode())
    folds, at = of.toggled(line_of(of, '"a": '), NOTHING_FOLDED)
    if not isinstance(document, list | dict) or not document:
        assert folds == NOTHING_FOLDED
        return
    count, open_close = len(document), "[]" if isinstance(document, list) else "{}"
    items = "item" if count == 1 else "items"
    said = of.text(at, folds).strip()
    assert said == f'"a": {open_close[0]} {count} {items} {open_close[1]}'
    assert len(of.visible(folds)) == 3


def test_brackets_in_texts_are_none() -> None:
    of = folding(BODY)
    folds, _ = of.toggled(line_of(of, '"object"'), NOTHING_FOLDED)
    assert [line.strip() for line in shown(folds, of)][-2:] == ['"object": { 2 items }', "}"]
    assert '"none": [],' in [line.strip() for line in shown(of.all_folded(), of)]


def test_everything_is_folded_but_the_outermost() -> None:
    of = folding(BODY)
    assert [line.strip() for line in shown(of.all_folded(), of)] == [
        "{", '"id": "a",', '"list": [ 2 items ],', '"none": [],', '"object": { 2 items }', "}",
    ]  # fmt: skip


def test_a_value_folds_what_it_is_in_but_not_the_whole_document() -> None:
    of = folding(BODY)
    folds, at = of.toggled(line_of(of, '"x": 2'), NOTHING_FOLDED)
    assert of.text(at, folds).strip() == "{ 1 item }"
    assert of.toggled(line_of(of, '"id"'), NOTHING_FOLDED) == (NOTHING_FOLDED, 1)
    whole, _ = of.toggled(0, NOTHING_FOLDED)
    assert shown(whole, of) == ["{ 4 items }"]


def test_what_was_cut_off_folds_to_its_end_and_says_that_there_is_more() -> None:
    raw = raw_lines(b'{"results":[' + b"1," * (2 * MOST_LINES) + b"1]}")
    of = Folding(raw.lines, is_json=raw.is_json)
    folds, at = of.toggled(1, NOTHING_FOLDED)
    assert shown(folds, of) == ["{", f'  "results": [ {MOST_LINES - 2:,}+ items ...']
    assert at == 1
    document = Document(Rel.SELF, Session(id=SessionId("a")), b"[" + b"1," * (2 * MOST_LINES) + b"1]", "")
    last = FoldedDocument(document).lines(frozenset({0}))[-1]
    assert "more lines" in str(last.text), "what is not shown is said with everything folded, too"


def test_what_is_no_json_has_nothing_to_fold() -> None:
    of = folding(b"<script>\nif (a) {\n  b\n}\n</script>")
    assert of.toggled(1, NOTHING_FOLDED) == (NOTHING_FOLDED, 1)
    assert of.all_folded() == NOTHING_FOLDED


@given(JSON)
def test_the_value_on_a_line_is_all_of_what_begins_there(document: object) -> None:
    body = json.dumps({"key": document}).encode()
    folded = FoldedDocument(Document(Rel.SELF, Session(id=SessionId("a")), body, ""))
    value = folded.value(1)
    if isinstance(document, str):
        assert value.isprintable()
        assert value == document or not document.isprintable()
    else:
        assert msgspec.json.decode(value) == document


@given(st.lists(st.text(max_size=20), max_size=20), st.text(min_size=1, max_size=3))
def test_hits_are_the_lines_that_hold_the_text_in_any_letter_case(lines: list[str], text: str) -> None:
    hits = Search(text).lines(lines)
    assert hits == [number for number, line in enumerate(lines) if text.casefold() in line.casefold()]
    assert Search("").lines(lines) == []
    for line in lines:
        for start, end in Search(text).marks(line):
            assert line[start:end].lower() == text.lower() or not text.isascii() or not line.isascii()


def test_the_next_hit_comes_after_the_cursor_and_around_the_ends() -> None:
    hits = [3, 7, 11]
    assert [next_hit(hits, at, 1) for at in (0, 3, 8, 11)] == [3, 7, 11, 3]
    assert [next_hit(hits, at, -1) for at in (0, 3, 8, 11)] == [11, 11, 7, 7]
    assert next_hit([], 0, 1) is None
    assert [place(hits, 7), place(hits, 8), place([], 0)] == ["2/3", "-/3", "not found"]
