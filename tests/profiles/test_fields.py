from __future__ import annotations

import pytest

from vbo_tui.errors import ConfigError
from vbo_tui.profiles.fields import fingerprint, profile_from
from vbo_tui.profiles.profile import Profile

PLAIN = {"url": "https://veeam01", "user": "u"}


URLS = [
    *("", " ", "veeam01", "https://", "ftp://a", "https://a/v1", "https://a?x"),
    *(
        "https://u@a",
        "https://a b",
        "https://a:x",
        "https://[::1",
        "https://a%2f",
        "https://a\\b",
        "https://a:0",
    ),
]


@pytest.mark.parametrize("url", URLS)
def test_a_url_names_a_server_and_nothing_else(url: str) -> None:
    with pytest.raises(ConfigError, match="url"):
        profile_from("a", {**PLAIN, "url": url}, "here")


def test_plain_http_needs_leave_and_is_warned_about_for_ever() -> None:
    with pytest.raises(ConfigError, match="allow_http"):
        profile_from("a", {**PLAIN, "url": "http://a"}, "here")
    allowed = profile_from("a", {**PLAIN, "url": "http://a", "allow_http": True}, "here")
    assert allowed.warnings == ("PLAIN HTTP",)
    assert profile_from("a", {**PLAIN, "verify": False}, "here").warnings == ("TLS OFF",)
    assert profile_from("a", PLAIN, "here").warnings == ()


@pytest.mark.parametrize("key", ["url", "user"])
def test_url_and_user_must_be_there(key: str) -> None:
    with pytest.raises(ConfigError, match=f"here: {key} is missing"):
        profile_from("a", {name: value for name, value in PLAIN.items() if name != key}, "here")


@pytest.mark.parametrize("name", ["", " ", "a\nb", "\x1b[2J"])
def test_a_name_can_be_printed(name: str) -> None:
    with pytest.raises(ConfigError, match="name"):
        profile_from(name, PLAIN, "here")


@pytest.mark.parametrize("user", ["", " ", 5, None, "a\nb", "a\x1b[2Jb"])
def test_a_user_is_a_line_of_text(user: object) -> None:
    with pytest.raises(ConfigError, match="user must be text"):
        profile_from("a", {**PLAIN, "user": user}, "here")


def test_a_fingerprint_is_read_however_it_is_written() -> None:
    digits = "0123456789abcdef" * 4
    spoken = ":".join(digits.upper()[at : at + 2] for at in range(0, 64, 2))
    assert fingerprint(spoken) == fingerprint(f" {digits} ") == digits
    assert fingerprint(digits[:-1]) is None
    assert fingerprint(digits[:-1] + "g") is None


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://veeam01", "veeam01:4443"),
        ("https://veeam01:9443", "veeam01:9443"),
        ("https://[2001:db8::1]", "[2001:db8::1]:4443"),
    ],
)
def test_a_server_is_named_by_host_and_port(url: str, address: str) -> None:
    assert Profile(name="a", url=url, user="u").address == address
