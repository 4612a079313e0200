"""Documented places below a session are the only ones that a link leads to, however it is written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vbo_tui.api.address import Origin, Target, target
from vbo_tui.api.dialect import DIALECTS
from vbo_tui.api.places import Kind, Tree, singular
from vbo_tui.errors import BadPayload
from vbo_tui.model.links import OF_A_SESSION, Link, Rel
from vbo_tui.model.session import SessionId

ID = SessionId("0800471b-d0e2-422b-9d7c-35d15661c3fb")
OTHER = "9f786f0f-de9a-4a90-8118-093b6cb2c4fc"
OWN = Origin("https", "veeam01", 4443)

FORMS = {
    "absolute": "https://veeam01:4443/{}",
    "of another host": "https://support.east.local:4443/{}",
    "rooted": "/{}",
    "bare": "{}",
}
"""How links are written: absolute up to v5, from v6 on without host, and there even without a slash."""

IDS = (
    "7a619cf6-b7e1-4141-951b-960a2fca061d",
    "AAAAAKGE4dIvQUtGjuSnq8JTHAgBAPliTMf_6DxPiJ6TGYB9CqAAAAAAAUcAAEJD8-NHTuNAoFrJGmIzcMoAAE-h_u0AAA==",
    "19:0a1b2c@thread.tacv2",
    "512",
)


def places(tree: Tree, way: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The ways to all collections of a version, without ids."""
    for name, below in tree.items():
        yield (*way, name)
        yield from places(below, (*way, name))


def path_to(version: str, way: tuple[str, ...], member: str) -> str:
    below = f"/{member}/".join(way)
    return f"{version}/restoresessions/{ID}/organization/{below}"


EVERY_WAY = [(version, way) for version in DIALECTS for way in places(DIALECTS[version].opened)]


def go(version: str, href: str, rel: str = "items") -> Target:
    return target(Link(rel, href), ID, OWN, DIALECTS[version])


@pytest.mark.parametrize(("version", "way"), EVERY_WAY, ids=lambda value: "-".join(value))
def test_every_documented_place_is_reached_in_every_form_on_the_own_server(
    version: str, way: tuple[str, ...]
) -> None:
    for member in IDS:
        for name, form in FORMS.items():
            many = go(version, form.format(path_to(version, way, member)))
            one = go(version, form.format(f"{path_to(version, way, member)}/{member}"))
            assert (many.place.kind, many.place.name) == (Kind.MANY, way[-1])
            assert (one.place.kind, one.place.name) == (Kind.ONE, singular(way[-1]))
            assert one.path.startswith(f"/{version}/restoresessions/{ID}/organization/")
            assert one.path.count("/") == 3 + 1 + 2 * len(way)
            assert bool(one.moved_from) is (name == "of another host")


@pytest.mark.parametrize(("version", "way"), EVERY_WAY, ids=lambda value: "-".join(value))
def test_nothing_but_the_documented_places_is_asked_for(version: str, way: tuple[str, ...]) -> None:
    good = path_to(version, way, IDS[0])
    root, older = good.partition("/restoresessions")[2], "v0"
    hostile = [
        f"{older}/restoresessions{root}",
        f"v9/restoresessions{root}",
        f"{version}/restoresessions{root.replace(ID, OTHER)}",
        f"{version}/restoresessions{root.replace(ID, '..')}",
        f"{version}/jobs{root}",
        f"{version}/{good}",
        f"{good}/../../../token",
        f"{good}/%2e%2e/%2e%2e/token",
        f"{good}/%252e%252e",
        f"{good}/x%2f..%2f..%2ftoken",
        f"{good}/x%5c..%5ctoken",
        f"{good}\\..\\token",
        f"{good}/.",
        f"{good}/..",
        f"{good}/",
        f"{good}//x",
        f"{good}/x/action",
        f"{good}/x/save/y",
        f"{good}/x y",
        f"{good}/x%0d%0aHost: evil.example",
        f"{good}/x%00",
        f"{good}/x%3Fa=b",
        f"{good}/x%23y",
        f"{good}/%ff",
        f"{good}/caf\u00e9",
        f"{good}/\u202etxt",
        f"{good}/" + "x" * 2000,
        good.replace("organization", "organisation"),
        good.replace("/organization/", "/statistics/"),
    ]
    for href in hostile:
        for form in FORMS.values():
            with pytest.raises(BadPayload, match="is not followed"):
                go(version, form.format(href))


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://[::1",
        "//evil.example",
        "https://evil.example/",
        "\\\\evil.example\\share",
        "?limit=1",
        "#x",
        "\x00",
        " ",
    ],
)
@pytest.mark.parametrize("rel", sorted(set(Rel) - set(OF_A_SESSION)))
def test_what_is_no_address_at_all_is_not_followed(rel: Rel, href: str) -> None:
    with pytest.raises(BadPayload, match="is not followed"):
        go("v8", href, rel.value)


@pytest.mark.parametrize("version", DIALECTS)
def test_a_place_of_a_later_version_is_none_of_this_one(version: str) -> None:
    own = set(places(DIALECTS[version].opened))
    for way in set(places(DIALECTS["v8"].opened)) - own:
        with pytest.raises(BadPayload):
            go(version, path_to(version, way, IDS[0]))
    if version == "v1":
        with pytest.raises(BadPayload):
            go(version, f"/v1/restoresessions/{ID}/events/1", "owner")


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", {}),
        ("offset=30&limit=30", {"offset": "30", "limit": "30"}),
        ("LIMIT=5&Offset=0", {"limit": "5", "offset": "0"}),
        ("parentId=null", {"parentId": "null"}),
        (f"folderId={IDS[1]}&setId={ID}", {"setId": str(ID), "folderId": IDS[1]}),
        ("channelId=19:0a1b2c@thread.tacv2", {"channelId": "19:0a1b2c@thread.tacv2"}),
        ("token=x&access_token=y&redirect=https://evil.example", {}),
        ("offset=30&evil=1#x", {"offset": "30"}),
    ],
)
def test_of_a_lists_parameters_the_documented_ones_are_kept(query: str, kept: dict[str, str]) -> None:
    found = go("v8", f"/v8/restoresessions/{ID}/organization/mailboxes?{query}")
    assert dict(found.query) == kept


@pytest.mark.parametrize(
    "query",
    [
        *("offset=-1", "offset=x", "limit=1e9", "limit=99999999999", "offset=", "parentId=", "parentId=.."),
        *("parentId=a/b", "parentId=%00", "setId=a%20b", "folderId=" + "x" * 2000, "limit=\u0661"),
    ],
)
def test_a_list_with_parameters_that_are_nonsense_is_not_asked_for_without_them(query: str) -> None:
    with pytest.raises(BadPayload):
        go("v8", f"/v8/restoresessions/{ID}/organization/mailboxes?{query}")


def test_parameters_of_what_is_no_list_are_left_out() -> None:
    assert go("v8", f"/v8/restoresessions/{ID}/organization?a=b").query == {}
    assert go("v8", f"/v8/restoresessions/{ID}/events?offset=30").query == {}
    assert go("v8", f"/v8/restoresessions/{ID}/organization/mailboxes/x?limit=1").query == {}


@pytest.mark.parametrize("rel", [Rel.MAILBOXES, Rel.ONEDRIVES, Rel.SITES, Rel.TEAMS])
def test_what_an_organization_holds_needs_no_link(rel: Rel) -> None:
    found = go("v8", "", rel.value)
    assert found.path == f"/v8/RestoreSessions/{ID}/organization/{rel}"
    with pytest.raises(BadPayload):
        go("v8", "https://evil.example/", rel.value)


@pytest.mark.parametrize("rel", [Rel.FOLDERS, Rel.OWNER, Rel.NEXT, Rel.VERSIONS])
def test_what_needs_an_id_needs_an_address(rel: Rel) -> None:
    with pytest.raises(BadPayload, match="is not followed"):
        go("v8", "", rel.value)


PIECES = st.sampled_from(
    [
        *(
            "https:",
            "//",
            "/",
            "evil.example",
            "v8",
            "restoresessions",
            "..",
            ".",
            "%2e",
            "%2f",
            "organization",
        ),
        *(
            "mailboxes",
            "folders",
            "sites",
            "items",
            "@",
            "?",
            "#",
            ":",
            "\\",
            "\n",
            str(ID),
            "==",
            "offset=1",
            "&",
        ),
    ]
)


@given(
    st.lists(PIECES, max_size=14).map("".join)
    | st.lists(PIECES, max_size=8).map(
        lambda parts: f"/v8/restoresessions/{ID}/organization/" + "/".join(parts)
    )
    | st.text(max_size=60),
    st.sampled_from(list(Rel)),
)
def test_no_link_leads_anywhere_but_below_its_own_session(href: str, rel: Rel) -> None:
    try:
        found = go("v8", href, rel.value)
    except BadPayload:
        return
    below = f"/v8/restoresessions/{ID}"
    assert found.path.casefold() == below or found.path.casefold().startswith(f"{below}/")
    assert not set(found.path) & set("?#\\@ \r\n\0")
    assert not {"..", ".", ""} & set(found.path[1:].split("/"))
    assert set(found.query) <= {"offset", "limit", "setId", "parentId", "folderId", "channelId"}
