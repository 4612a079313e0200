"""What each version can do, and that its name is known in one place alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import vbo_tui
from vbo_tui.api.address import Origin, session_path, target
from vbo_tui.api.dialect import DIALECTS, FIRST_WITH, LARGEST_PAGE
from vbo_tui.model.capabilities import Capabilities
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.session import Session, SessionId
from vbo_tui.profiles.fields import VERSIONS

EVERY = ["v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8"]
ID = SessionId("450b6045-1c59-4788-9f32-fa15b8c7c5ba")

NAMED = {"name", "organization", "initiated_by", "details"}
PORTAL = {"client_host", "scope", "reason"}
FIELDS = {
    "v1": {"point_in_time"},
    **dict.fromkeys(("v2", "v3", "v4", "v5"), NAMED),
    **dict.fromkeys(("v6", "v7"), NAMED | PORTAL),
    "v8": NAMED | PORTAL | {"etag"},
}
"""Source: the references of each version; for v2 to v5 what live servers were seen to send."""


def since(first: str) -> list[tuple[str, bool]]:
    return [(name, name >= first) for name in EVERY]


def test_every_version_has_its_entry_the_newest_first() -> None:
    assert list(DIALECTS) == EVERY[::-1]
    assert all(dialect.name == name for name, dialect in DIALECTS.items())
    assert list(VERSIONS) == ["auto", *EVERY]


@pytest.mark.parametrize("name", EVERY)
def test_the_fields_are_those_that_are_sent(name: str) -> None:
    capabilities = DIALECTS[name].capabilities
    assert capabilities.version == name
    assert capabilities.fields == FIELDS[name]
    assert capabilities.fields <= set(Session.__struct_fields__)


def test_only_the_first_version_names_a_point_in_time() -> None:
    assert {name for name in EVERY if "point_in_time" in DIALECTS[name].fields} == {"v1"}


@pytest.mark.parametrize(("name", "has"), since("v2"))
def test_events_and_pages_are_there_from_the_second_version_on(name: str, has: bool) -> None:
    capabilities = DIALECTS[name].capabilities
    assert (Rel.EVENTS in capabilities.rels) is has
    assert capabilities.paged is has
    assert DIALECTS[name].page_limit == (10_000 if has else 0)
    assert LARGEST_PAGE == 10_000


@pytest.mark.parametrize(("name", "has"), since("v4"))
def test_starts_can_be_filtered_from_the_fourth_version_on(name: str, has: bool) -> None:
    dialect = DIALECTS[name]
    assert dialect.capabilities.filters_start is has
    assert (dialect.start_from, dialect.start_to) == (("startTimeFrom", "startTimeTo") if has else ("", ""))


@pytest.mark.parametrize(("name", "has"), since("v8"))
def test_the_newest_alone_has_statistics_a_feed_an_order_and_ends(name: str, has: bool) -> None:
    dialect = DIALECTS[name]
    assert (Rel.STATISTICS in dialect.capabilities.rels) is has
    assert (dialect.feed, dialect.capabilities.feed) == (("Events", True) if has else ("", False))
    assert dialect.end_from == ("endTimeFrom" if has else "")
    assert dialect.order == ({"orderBy": "CreationTime", "orderAsc": "false"} if has else {})


@pytest.mark.parametrize("name", EVERY)
def test_every_version_has_the_session_itself_and_its_organization(name: str) -> None:
    assert DIALECTS[name].capabilities.rels >= {Rel.SELF, Rel.ORGANIZATION}


@pytest.mark.parametrize(("name", "has"), since("v7"))
def test_the_antiforgery_token_is_given_up_where_the_form_knows_that(name: str, has: bool) -> None:
    assert DIALECTS[name].form == ({"disable_antiforgery_token": "true"} if has else {})


@pytest.mark.parametrize(("name", "instance"), since("v6"))
def test_a_version_is_looked_for_where_it_surely_has_something(name: str, instance: bool) -> None:
    assert DIALECTS[name].probe == ("ServiceInstance" if instance else "RestoreSessions")


@pytest.mark.parametrize("name", EVERY)
def test_paths_are_written_as_the_reference_of_the_version_has_them(name: str) -> None:
    dialect = DIALECTS[name]
    assert dialect.path(dialect.sessions) == f"/{name}/RestoreSessions"
    assert dialect.path(dialect.token) == ("/v1/Token" if name == "v1" else f"/{name}/token")
    assert session_path(dialect, ID) == f"/{name}/RestoreSessions/{ID}"
    assert session_path(dialect, ID, Rel.ORGANIZATION) == f"/{name}/RestoreSessions/{ID}/organization"
    if Rel.EVENTS in dialect.below:
        assert session_path(dialect, ID, Rel.EVENTS) == f"/{name}/RestoreSessions/{ID}/Events"
    if Rel.STATISTICS in dialect.below:
        assert session_path(dialect, ID, Rel.STATISTICS) == f"/{name}/RestoreSessions/{ID}/Statistics"


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("form", ["https://support.east.local:4443/{}", "/{}", "{}"])
def test_a_link_of_the_spoken_version_is_kept_in_each_of_its_forms(name: str, form: str) -> None:
    origin = Origin.parse("https://vbo.example")
    path = f"{name}/restoresessions/{ID}/organization"
    link = Link("organization", form.format(path))
    assert target(link, ID, origin, DIALECTS[name]).path == f"/{path}"
    for other in set(EVERY) - {name}:
        built = f"/{other}/RestoreSessions/{ID}/organization"
        assert target(link, ID, origin, DIALECTS[other]).path == built, "no other version is asked"


def test_what_a_version_lacks_is_a_sentence_with_the_first_that_has_it() -> None:
    first = {
        "v1": {Rel.ORGANIZATION, Rel.MAILBOXES, Rel.FOLDERS, Rel.ITEMS, Rel.OWNER},
        "v2": {Rel.EVENTS, Rel.ONEDRIVES, Rel.SITES, Rel.DOCUMENTS, Rel.LIBRARIES, Rel.LISTS}
        | {Rel.ATTACHMENTS, Rel.NEXT, Rel.PREVIOUS},
        "v5": {Rel.TEAMS, Rel.CHANNELS, Rel.TABS, Rel.POSTS, Rel.FILES},
        "v6": {Rel.VERSIONS},
        "v8": {Rel.STATISTICS},
    }
    assert {rel: version for version, rels in first.items() for rel in rels} == FIRST_WITH
    assert DIALECTS["v1"].capabilities.lack_of(Rel.EVENTS) == (
        "no events here: API v2 and later have them, this server speaks v1"
    )
    assert DIALECTS["v7"].capabilities.lack_of(Rel.STATISTICS) == (
        "no statistics here: API v8 and later have them, this server speaks v7"
    )
    unknown = Capabilities()
    assert unknown.lack_of(Rel.EVENTS).endswith("this server speaks none that is known yet")
    assert not unknown.lack_of(Rel.SELF)


@pytest.mark.parametrize("name", EVERY)
def test_a_version_lacks_just_what_it_has_not(name: str) -> None:
    capabilities = DIALECTS[name].capabilities
    assert {rel for rel in Rel if not capabilities.lack_of(rel)} == capabilities.rels
    assert all(capabilities.first_with[rel] <= name for rel in capabilities.rels - {Rel.SELF})
    assert all(capabilities.first_with[rel] > name for rel in set(Rel) - capabilities.rels)


PACKAGE = Path(vbo_tui.__file__).parent
KNOWING = {"api/dialect.py", "profiles/fields.py"}
"""Modules that may name versions: the table, and the values of a profile's field."""


def named_versions(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of each string that is a version's name; what stands alone is a docstring."""
    tree = ast.parse(source)
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in (node for node in ast.walk(tree) if isinstance(node, ast.Constant)):
        text = "" if id(node) in alone else node.value
        if isinstance(text, str) and re.fullmatch(r"/?v[1-8](/.*)?", text, re.IGNORECASE):
            yield node.lineno, text


def test_code_asks_what_a_version_can_and_never_for_its_name() -> None:
    found = [
        (str(path.relative_to(PACKAGE)), *where)
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).parts[0] != "simulator"
        and path.relative_to(PACKAGE).as_posix() not in KNOWING
        for where in named_versions(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_table_itself_is_seen_to_name_them() -> None:
    for module in KNOWING:
        names = {name for _, name in named_versions((PACKAGE / module).read_text(encoding="utf-8"))}
        assert names == set(EVERY)
    source = '"""v8"""\nx = f"{y}v8"\nz = "/v8/Events"'
    assert sorted(named_versions(source)) == [(2, "v8"), (3, "/v8/Events")]
