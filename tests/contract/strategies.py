"""What a server may send, made up from the schema files.

``bodies``, ``sessions`` and ``events`` are valid by the schema; the ``loose`` ones are what real servers are
known or feared to send and a client has to live with; ``broken_sessions`` hold one thing that no client can
read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import TypeAlias, cast

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.contract.schema import Schema, definitions

Body: TypeAlias = dict[str, object]
Known: TypeAlias = dict[str, Schema]

SENTINEL = "9999-12-31T23:59:59.9999999Z"
YEAR_ONE = "0001-01-01T00:00:00Z"
NO_TIMES = ("yesterday", "noon on 2022-04-21", "21/04/2022 4:30:17 AM", "2022-13-01T00:00:00Z")


@cache
def bodies(version: str, part: str) -> SearchStrategy[object]:
    """Any ``part`` just as the server of ``version`` sends it."""
    known = definitions(version)
    return _values(known[part], known)


def sessions(version: str) -> SearchStrategy[Body]:
    """Sessions just as the server of ``version`` sends them."""
    return cast("SearchStrategy[Body]", bodies(version, "session"))


def events(version: str) -> SearchStrategy[Body]:
    """Events just as the server of ``version``, from v2 on, sends them."""
    return cast("SearchStrategy[Body]", bodies(version, "event"))


@cache
def loose_sessions(version: str) -> SearchStrategy[Body]:
    """Sessions of which all but the id may be missing, null, unheard of or written in another form."""
    return _loosened("session", definitions(version))


@cache
def loose_events(version: str) -> SearchStrategy[Body]:
    """Events of which all but the id may be missing, null, unheard of or written in another form."""
    return _loosened("event", definitions(version))


@cache
def broken_sessions(version: str, spared: frozenset[str] = frozenset()) -> SearchStrategy[Body]:
    """Sessions in which one thing, the id or a field not ``spared``, cannot be what it should be."""
    known = definitions(version)
    fields = known["session"]["properties"]
    misfits = {name: _misfits(fields[name], known) for name in fields if name not in {"id", *spared}}
    intact = sessions(version)
    ids = [intact.map(_without_id), st.builds(_with_field, intact, st.just("id"), no_ids())]
    others = [st.builds(_with_field, intact, st.just(name), values) for name, values in misfits.items()]
    return st.one_of(*ids, *others)


def json_values() -> SearchStrategy[object]:
    """Any JSON value, a few levels deep."""
    plain = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(),
    )
    return st.recursive(
        plain,
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
        max_leaves=6,
    )


def instants() -> SearchStrategy[str]:
    """UTC with no to seven fraction digits."""
    return st.tuples(_seconds(), _fractions(), st.just("Z")).map("".join)


def local_times() -> SearchStrategy[str]:
    """Whole seconds and an offset, as v1 writes the point in time."""
    return st.tuples(_seconds(), _offsets()).map("".join)


def event_times() -> SearchStrategy[str]:
    """UTC or an offset, with no to seven fraction digits, as v2 and v3 write an event's times."""
    return st.tuples(_seconds(), _fractions(), st.one_of(st.just("Z"), _offsets())).map("".join)


def documented_times() -> SearchStrategy[str]:
    """Every form of a time that a page or a real answer shows, with the first and the last of all times."""
    return st.one_of(instants(), local_times(), event_times(), st.just(SENTINEL), st.just(YEAR_ONE))


def time_spans() -> SearchStrategy[str]:
    """How long an event took, as .NET writes it: from whole seconds to days and seven digits."""
    days = st.one_of(st.just(""), st.integers(1, 9).map("{}.".format))
    ticks = st.one_of(st.just(""), st.integers(1, 9_999_999).map(".{:07}".format))
    return st.tuples(days, st.times().map("{:%H:%M:%S}".format), ticks).map("".join)


def no_times() -> SearchStrategy[object]:
    """What stands where a time should and is none."""
    return st.one_of(st.sampled_from(NO_TIMES), _all_but("string"))


def no_ids() -> SearchStrategy[object]:
    """What stands where the id should and can be no part of an address."""
    slashed = st.tuples(st.text(), st.just("/"), st.text()).map("".join)
    return st.one_of(st.none(), st.just(""), slashed, _all_but("string"))


def other_words(words: Iterable[str | None]) -> SearchStrategy[str]:
    """Words that are none of ``words``: in other letters, or unheard of."""
    texts = [word for word in words if word is not None]
    spelled = [form for word in texts for form in (word.lower(), word.upper())]
    return st.one_of(st.sampled_from(spelled), st.text()).filter(lambda word: word not in texts)


def _seconds() -> SearchStrategy[str]:
    days = st.dates(date(2017, 1, 1), date(2099, 12, 31)).map(str)
    return st.tuples(days, st.times().map("T{:%H:%M:%S}".format)).map("".join)


def _fractions() -> SearchStrategy[str]:
    return st.one_of(st.just(""), st.from_regex(r"\.[0-9]{1,7}", fullmatch=True))


def _offsets() -> SearchStrategy[str]:
    minutes = st.sampled_from(["00", "30", "45"])
    return st.tuples(st.sampled_from("+-"), st.integers(0, 13).map("{:02}:".format), minutes).map("".join)


FORMS: dict[str, SearchStrategy[object]] = {
    "uuid": st.uuids().map(str),
    "text": st.text(),
    "instant": instants(),
    "local_time": local_times(),
    "event_time": event_times(),
    "time_span": time_spans(),
}
"""The definitions of which more is known than their pattern tells."""

TIMES = {"instant", "local_time", "event_time"}


def _values(schema: Schema, known: Known) -> SearchStrategy[object]:
    """All that ``schema`` allows."""
    if "$ref" in schema:
        name = _name(schema)
        return FORMS[name] if name in FORMS else st.deferred(lambda: _values(known[name], known))
    if "anyOf" in schema:
        return st.one_of([_values(choice, known) for choice in schema["anyOf"]])
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "pattern" in schema:
        return st.from_regex(re.compile(schema["pattern"], re.ASCII), fullmatch=True)
    return st.one_of([_of_type(kind, schema, known) for kind in _types(schema)])


def _of_type(kind: str, schema: Schema, known: Known) -> SearchStrategy[object]:
    match kind:
        case "object":
            return st.one_of([_objects(case, known) for case in _cases(schema)])
        case "array":
            return st.lists(_values(schema["items"], known), max_size=4)
        case "integer":
            return st.integers(schema["minimum"], schema["maximum"])
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
        case "string":
            return st.text()
    raise LookupError(f"no strategy for the type {kind}")


def _objects(schema: Schema, known: Known) -> SearchStrategy[Body]:
    possible = {name: value for name, value in schema["properties"].items() if not _forbids(value, known)}
    required = schema.get("required", [])
    return st.fixed_dictionaries(
        {name: _values(possible[name], known) for name in required},
        optional={name: _values(value, known) for name, value in possible.items() if name not in required},
    )


def _cases(schema: Schema) -> list[Schema]:
    """An object's schema, once for each way its condition can turn out."""
    if "if" not in schema:
        return [schema]
    return [_narrowed(schema, schema["if"], schema["then"]), _narrowed(schema, schema["else"])]


def _narrowed(schema: Schema, *parts: Schema) -> Schema:
    """``schema`` with the stricter words of ``parts`` in place of its own."""
    properties = dict(schema["properties"])
    required = list(schema["required"])
    for part in parts:
        properties |= part.get("properties", {})
        required += part.get("required", [])
    return {"properties": properties, "required": required}


def _loosened(part: str, known: Known) -> SearchStrategy[Body]:
    fields = known[part]["properties"]
    optional = {name: _loose(schema, known) for name, schema in fields.items() if name != "id"}
    documented = st.fixed_dictionaries({"id": _values(fields["id"], known)}, optional=optional)
    unknown = st.dictionaries(st.text().filter(lambda name: name not in fields), json_values(), max_size=3)
    return st.tuples(documented, unknown).map(lambda halves: {**halves[0], **halves[1]})


def _loose(schema: Schema, known: Known) -> SearchStrategy[object]:
    """What a field may hold besides what ``schema`` allows."""
    forms = [_values(schema, known), st.none()]
    if _is_time(schema, known):
        forms.append(documented_times())
    elif words := _followed(schema, known).get("enum"):
        forms.append(other_words(words))
    elif "object" in _types(_followed(schema, known)):
        link = st.fixed_dictionaries({"href": st.text()})
        forms.append(st.dictionaries(st.text(), link, max_size=3))
    return st.one_of(forms)


def _misfits(schema: Schema, known: Known) -> SearchStrategy[object]:
    """What a field cannot hold, however loosely ``schema`` is read."""
    if _is_time(schema, known):
        return no_times()
    return _all_but(*_types(_followed(schema, known)))


def _all_but(*types: str) -> SearchStrategy[object]:
    """JSON of every other type; null is none of them, for it stands for a missing value."""
    examples: dict[str, SearchStrategy[object]] = {
        "string": st.sampled_from(["", "many", "[]"]),
        "integer": st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False)),
        "boolean": st.booleans(),
        "array": st.lists(json_values(), max_size=2),
        "object": st.dictionaries(st.text(), json_values(), max_size=2),
    }
    return st.one_of([values for name, values in examples.items() if name not in types])


def _without_id(body: Body) -> Body:
    return {name: value for name, value in body.items() if name != "id"}


def _with_field(body: Body, name: str, value: object) -> Body:
    return {**body, name: value}


def _is_time(schema: Schema, known: Known) -> bool:
    if "$ref" in schema:
        return _name(schema) in TIMES or _is_time(known[_name(schema)], known)
    return any(_is_time(choice, known) for choice in schema.get("anyOf", []))


def _forbids(schema: Schema, known: Known) -> bool:
    return "not" in _followed(schema, known)


def _followed(schema: Schema, known: Known) -> Schema:
    return _followed(known[_name(schema)], known) if "$ref" in schema else schema


def _name(schema: Schema) -> str:
    return schema["$ref"].removeprefix("#/$defs/")


def _types(schema: Schema) -> list[str]:
    kinds = schema.get("type", [])
    return [kinds] if isinstance(kinds, str) else kinds
