from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vbo_tui.api.address import Origin, target
from vbo_tui.api.dialect import DIALECTS
from vbo_tui.errors import ConfigError
from vbo_tui.model.links import Link
from vbo_tui.model.session import SessionId
from vbo_tui.profiles.fields import profile_from

ID = SessionId("0800471b-d0e2-422b-9d7c-35d15661c3fb")
V1 = DIALECTS["v1"]
OWN = Origin("https", "veeam01", 4443)
SELF = f"/v1/RestoreSessions/{ID}"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://veeam01", "https://veeam01:4443"),
        ("https://veeam01/", "https://veeam01:4443"),
        ("https://VEEAM01:9443", "https://veeam01:9443"),
        ("https://192.0.2.7:443", "https://192.0.2.7:443"),
        ("https://[2001:db8::1]:4443", "https://[2001:db8::1]:4443"),
    ],
)
def test_an_origin_is_a_host_and_a_port(url: str, origin: str) -> None:
    assert Origin.parse(url).url == origin


@pytest.mark.parametrize(
    "url",
    [
        "", "veeam01", "veeam01:4443", "ftp://veeam01", "https://", "https://veeam01/v1", "https://veeam01?x=1",
        "https://veeam01#x", "https://user@veeam01", "https://user:pw@veeam01", "https://veeam01:port",
        "https://veeam01:99999", "https://vee am01", "https://veeam01\\evil", "https://[::1", "https://veeam01%2f",
        "http://veeam01",
    ],
)  # fmt: skip
def test_anything_else_is_refused_in_a_sentence(url: str) -> None:
    with pytest.raises(ConfigError, match=r"^url "):
        Origin.parse(url)


def test_plain_http_needs_leave() -> None:
    assert Origin.parse("http://veeam01", allow_http=True).url == "http://veeam01:4443"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "[::1]"])
def test_this_machine_is_known_as_such(host: str) -> None:
    assert Origin.parse(f"https://{host}").is_loopback
    assert not Origin.parse("https://veeam01").is_loopback


@pytest.mark.parametrize(
    ("href", "path", "moved_from"),
    [
        (f"https://veeam01:4443/v1/restoresessions/{ID}", f"/v1/restoresessions/{ID}", ""),
        (f"https://VEEAM01:4443/v1/restoresessions/{ID}", f"/v1/restoresessions/{ID}", ""),
        (f"https://support.east.local:4443/v1/restoresessions/{ID}", f"/v1/restoresessions/{ID}", "https://support.east.local:4443"),
        (f"https://veeam01:9443/v1/restoresessions/{ID}", f"/v1/restoresessions/{ID}", "https://veeam01:9443"),
        (f"http://veeam01:4443/v1/restoresessions/{ID}", f"/v1/restoresessions/{ID}", "http://veeam01:4443"),
        (f"/v1/restoresessions/{ID}", f"/v1/restoresessions/{ID}", ""),
        (f"v1/restoresessions/{ID}", f"/v1/restoresessions/{ID}", ""),
        (f"/v1/restoresessions/{ID.replace('-', '%2D')}", f"/v1/restoresessions/{ID}", ""),
        ("/v1/restoresessions/9f786f0f-de9a-4a90-8118-093b6cb2c4fc", SELF, ""),
        (f"//evil.example/v1/restoresessions/{ID}", f"/v1/restoresessions/{ID}", "://evil.example"),
        (f"https://veeam01:4443@evil.example/v1/restoresessions/{ID}", f"/v1/restoresessions/{ID}", "https://veeam01:4443@evil.example"),
        ("", SELF, ""),
        ("/v1/Token", SELF, ""),
        ("/v6/restoresessions/x", SELF, ""),
        (f"/v1/restoresessions/{ID}/../../token", SELF, ""),
        (f"/v1/restoresessions/{ID}/%2e%2e/%2e%2e/token", SELF, ""),
        (f"/v1/restoresessions/{ID}/%252e%252e", SELF, ""),
        (f"/v1/restoresessions//{ID}", SELF, ""),
        (f"/v1/restoresessions/{ID}%2f..%2ftoken", SELF, ""),
        (f"/v1/restoresessions/{ID}\r\nX: y", SELF, ""),
        (f"/v1/restoresessions/{ID}%0d%0aX", SELF, ""),
        (f"\\\\evil.example\\v1\\restoresessions\\{ID}", SELF, ""),
        ("javascript:alert(1)", SELF, ""),
        ("data:text/html,x", SELF, ""),
        ("https://[::1", SELF, ""),
        ("\x00", SELF, ""),
    ],
)  # fmt: skip
def test_a_links_clean_path_is_kept_and_its_origin_replaced(href: str, path: str, moved_from: str) -> None:
    found = target(Link("self", href), ID, OWN, V1)
    assert (found.path, found.moved_from) == (path, moved_from)


@pytest.mark.parametrize(
    ("origin", "href", "moved_from"),
    [
        ("https://[2001:db8::1]", f"https://[2001:DB8::1]:4443/v1/restoresessions/{ID}", ""),
        ("https://[2001:db8::1]", f"https://[2001:db8::2]:4443/v1/restoresessions/{ID}", "https://[2001:db8::2]:4443"),
        ("https://veeam01", f"https://veeam01/v1/restoresessions/{ID}", "https://veeam01"),
        ("https://veeam01", f"https://veeam01.evil.example:4443/v1/restoresessions/{ID}", "https://veeam01.evil.example:4443"),
        ("https://veeam01", f"https://veeam01:4443:4443/v1/restoresessions/{ID}", None),
        ("https://veeam01", f"https://evil\u202emoc.example/v1/restoresessions/{ID}", "https://evil\ufffdmoc.example"),
        ("https://veeam01", "https://" + "a" * 5000 + f"/v1/restoresessions/{ID}", "https://" + "a" * 192),
    ],
)  # fmt: skip
def test_an_origin_that_is_named_is_told_apart_from_the_own_one(
    origin: str, href: str, moved_from: str | None
) -> None:
    found = target(Link("self", href), ID, Origin.parse(origin), V1)
    if moved_from is None:
        assert found.path == SELF, "no address, so nothing of it is used"
    else:
        assert (found.path, found.moved_from) == (f"/v1/restoresessions/{ID}", moved_from)


@pytest.mark.parametrize(
    "href",
    [
        f"/v1/restoresessions/{ID}?next=1",
        f"/v1/restoresessions/{ID}#part",
        f"  /v1/restoresessions/{ID}\n",
        f"https://evil.example/v1/restoresessions/{ID}?token=1#y",
    ],
)
def test_neither_query_nor_fragment_nor_space_around_is_sent(href: str) -> None:
    assert target(Link("self", href), ID, OWN, V1).path == f"/v1/restoresessions/{ID}"


def test_what_is_no_path_to_an_organization_is_built_from_the_id() -> None:
    assert target(Link("organization", "javascript:x"), ID, OWN, V1).path == f"{SELF}/organization"


def test_an_id_is_escaped_where_a_path_is_built_from_it() -> None:
    assert target(Link("self", ""), SessionId("a/b?c#d"), OWN, V1).path == "/v1/RestoreSessions/a%2Fb%3Fc%23d"


PIECES = st.sampled_from(
    [
        *("https:", "//", "/", "evil.example", "v1", "restoresessions", "..", ".", "%2e", "%2f"),
        *("@", "?", "#", ":", "\\", "\n", str(ID)),
    ]
)


@given(
    st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=60),
    st.sampled_from(["self", "organization"]),
)
def test_no_link_leads_out_of_the_sessions(href: str, rel: str) -> None:
    path = target(Link(rel, href), ID, OWN, V1).path
    assert path.casefold().startswith("/v1/restoresessions")
    assert not set(path) & set("?#\\@ \r\n\0")
    assert not {"..", "."} & set(path.split("/"))
    assert "//" not in path


@given(
    st.lists(PIECES, max_size=6).map("".join).map("https://".__add__)
    | st.text(max_size=30).map("https://".__add__)
)
def test_a_url_that_a_profile_may_have_is_one_that_the_client_takes(url: str) -> None:
    try:
        profile = profile_from("a", {"url": url, "user": "u"}, "here")
    except ConfigError:
        return
    assert Origin.parse(profile.url).host
