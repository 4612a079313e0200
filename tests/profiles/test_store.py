from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest

from vbo_tui.errors import ConfigError
from vbo_tui.profiles import store
from vbo_tui.profiles.fields import fields_of
from vbo_tui.profiles.profile import Profile

PROD = Profile(name="prod", url="https://veeam01:4443", user="CONTOSO\\operator")
LAB = Profile(
    name="lab [1]",
    url="https://[2001:db8::1]:9443",
    user="me@lab.example",
    api="v1",
    pin="0123456789abcdef" * 4,
    interval=30.0,
    connect_timeout=2.0,
    read_timeout=90.0,
    password_command=("pass", "show", "lab's word"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "profiles.toml"


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def saved(path: Path, *profiles: Profile) -> store.Saved:
    kept = store.load(path)
    for profile in profiles:
        kept = store.change(path, lambda held, profile=profile: held.with_profile(profile))  # type: ignore[misc]
    return kept


def test_a_missing_file_is_empty_and_stays_missing(path: Path) -> None:
    assert store.load(path) == store.Saved()
    assert not path.parent.exists()


def test_what_is_saved_is_what_is_loaded(path: Path) -> None:
    saved(path, PROD, LAB)
    loaded = store.load(path)
    assert dict(loaded.profiles) == {"prod": PROD, "lab [1]": LAB}
    assert loaded.complaints == ()


def test_a_default_is_kept_and_goes_with_its_profile(path: Path) -> None:
    saved(path, PROD, LAB)
    store.change(path, lambda held: held.with_default("lab [1]"))
    assert store.load(path).default == "lab [1]"
    store.change(path, lambda held: held.without("lab [1]"))
    loaded = store.load(path)
    assert (loaded.default, list(loaded.profiles), loaded.complaints) == (None, ["prod"], ())


@pytest.mark.usefixtures("umask")
def test_the_file_and_its_folder_are_the_owners_alone(path: Path) -> None:
    saved(path, PROD)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.chmod(0o644)
    saved(path, LAB)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_password_can_be_in_the_file() -> None:
    assert not [
        field.name
        for field in fields(Profile)
        if "password" in field.name and field.name != "password_command"
    ]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('interval = "soon"', "interval must be a number of seconds"),
        ("interval = 1.9", "interval must be from 2"),
        ("interval = nan", "interval must be from 2"),
        ("interval = true", "interval must be a number"),
        ('api = "v99"', "api must be one of"),
        ('pin = "12"', "pin must be a SHA-256"),
        ("interval = " + "9" * 500, "interval must be from 2"),
        ("interval = 0x" + "f" * 9000, "interval must be from 2 to 86400 seconds, not a number that long"),
        ("interval = inf", "interval must be from 2"),
        ("verify = 0", "verify must be true or false"),
        ('password_command = "pass show"', "password_command must be a list"),
        ("password_command = []", "password_command must be a list"),
        ('ca_file = "a"\nverify = false', "exclude each other"),
        ("read_timeout = -1", "read_timeout must be from"),
    ],
)
def test_a_mistake_names_file_profile_and_key_and_costs_that_profile_only(
    path: Path, line: str, complaint: str
) -> None:
    path.parent.mkdir()
    path.write_text(
        f'[profiles.bad]\nurl = "https://a"\nuser = "u"\n{line}\n'
        '[profiles.good]\nurl = "https://b"\nuser = "u"\n'
    )
    loaded = store.load(path)
    assert list(loaded.profiles) == ["good"]
    assert len(loaded.complaints) == 1
    assert loaded.complaints[0].startswith(f"{path}: [profiles.bad]: ")
    assert complaint in loaded.complaints[0]
    assert len(loaded.complaints[0]) < len(str(path)) + 200


def test_a_name_with_an_escape_sequence_is_told_without_it(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('[profiles."a\\u001b[2Jb"]\nurl = "https://a"\nuser = "u"\n')
    assert store.load(path).complaints == (
        f"{path}: [profiles.a\\x1b[2Jb]: a profile needs a name that can be printed",
    )


def test_a_value_in_the_place_of_a_profile_is_told_and_can_be_replaced(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("[profiles]\nprod = 3\n")
    assert store.load(path).complaints == (f"{path}: [profiles.prod] must be a table",)
    assert saved(path, PROD) == store.load(path)
    assert store.load(path).profiles == {"prod": PROD}


def test_a_profile_with_a_mistake_survives_the_rewriting_of_another(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('[profiles.bad]\nurl = "https://a"\nuser = "u"\ninterval = "soon"\n')
    saved(path, PROD)
    assert 'interval = "soon"' in path.read_text()


def test_unknown_keys_are_told_and_kept(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(
        'colour = "blue"\n[profiles.prod]\nurl = "https://a"\nuser = "u"\ncolour = "red"\n'
        "[profiles.prod.new]\na = 1\n"
    )
    assert [told.split(": ", 1)[1] for told in store.load(path).complaints] == [
        "unknown key 'colour'",
        "[profiles.prod]: unknown key 'colour'",
        "[profiles.prod]: unknown key 'new'",
    ]
    saved(path, replace(PROD, interval=20.0), LAB)
    text = path.read_text()
    assert 'colour = "blue"' in text
    assert 'colour = "red"' in text
    assert "a = 1" in text


@pytest.mark.parametrize(
    "content",
    [
        b"not [ toml",
        b"\xff\xfe",
        b"profiles = 3\n",
        b"[profiles.a]\n[profiles.a]\n",
        b"a = " + b"[" * 5000 + b"]" * 5000,
        b"a = " + b"9" * 5000,
    ],
    ids=["no TOML", "no text", "no tables", "twice", "nested", "long number"],
)
def test_a_file_that_cannot_be_understood_is_told_and_never_overwritten(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    loaded = store.load(path)
    assert loaded.profiles == {}
    assert str(path) in loaded.complaints[0]
    with pytest.raises(ConfigError, match="profiles"):
        saved(path, PROD)
    assert path.read_bytes() == content


def test_a_default_that_names_nothing_is_told(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('default = "gone"\n[profiles.prod]\nurl = "https://a"\nuser = "u"\n')
    loaded = store.load(path)
    assert loaded.default is None
    assert "default names no profile: 'gone'" in loaded.complaints[0]


def test_a_symbolic_link_stays_one(path: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "real.toml"
    saved(real, PROD)
    path.parent.mkdir()
    path.symlink_to(real)
    saved(path, LAB)
    assert path.is_symlink()
    assert list(store.load(real).profiles) == ["prod", "lab [1]"]


def test_where_it_cannot_be_written_the_file_is_named(path: Path) -> None:
    path.parent.write_text("a file where the folder should be")
    with pytest.raises(ConfigError) as caught:
        saved(path, PROD)
    assert str(path) in str(caught.value)


SAVE_AS_NOBODY = """
import os, sys, tomli_w, tempfile
from pathlib import Path
from vbo_tui.errors import ConfigError
from vbo_tui.profiles import store
path = Path(sys.argv[1])
if os.geteuid() == 0:
    os.setuid(65534)
try:
    store.change(path, lambda saved: saved.with_default("prod"))
except ConfigError as error:
    print(error)
"""


@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o444, 0o777), (0o444, 0o555)])
def test_a_read_only_file_or_folder_is_told_and_the_file_stays(file_mode: int, folder_mode: int) -> None:
    """Root may write anywhere, so another program tries it as somebody else."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "profiles.toml"
        saved(path, PROD)
        before = path.read_bytes()
        path.chmod(file_mode)
        Path(folder).chmod(folder_mode)
        done = subprocess.run(
            [sys.executable, "-c", SAVE_AS_NOBODY, str(path)], capture_output=True, text=True
        )
        Path(folder).chmod(0o700)
        assert done.stdout.startswith(f"{path}: cannot be written"), done.stderr
        assert path.read_bytes() == before


def test_a_crash_in_mid_write_leaves_the_old_file_and_no_rubbish(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(path, PROD)
    before = path.read_bytes()

    def power_failure(_: int) -> None:
        raise OSError(5, "input/output error")

    monkeypatch.setattr(os, "fsync", power_failure)
    with pytest.raises(ConfigError, match="input/output error"):
        saved(path, LAB)
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == ["profiles.toml"]


def test_a_change_made_meanwhile_by_another_program_is_not_lost(path: Path) -> None:
    held = saved(path, PROD)
    saved(path, LAB)
    assert list(held.profiles) == ["prod"]
    store.change(path, lambda fresh: fresh.with_profile(replace(PROD, interval=60.0)))
    loaded = store.load(path)
    assert list(loaded.profiles) == ["prod", "lab [1]"]
    assert loaded.profiles["prod"].interval == 60


def test_the_variable_names_the_file(tmp_path: Path) -> None:
    assert store.default_path({"VBO_TUI_CONFIG": str(tmp_path / "mine.toml")}) == tmp_path / "mine.toml"
    assert store.default_path({"VBO_TUI_CONFIG": "~/mine.toml"}) == tmp_path / "home" / "mine.toml"
    assert store.default_path({"VBO_TUI_CONFIG": "~nobody-there/x"}) == Path("~nobody-there/x")
    usual = store.default_path({})
    assert usual.name == "profiles.toml"
    assert usual.parent.name == "vbo-tui"
    assert not usual.parent.exists(), "naming a place creates nothing"


def test_the_example_shows_every_key_and_has_no_mistake() -> None:
    example = Path(__file__).parents[2] / "config" / "profiles.example.toml"
    loaded = store.load(example)
    assert loaded.complaints == ()
    assert loaded.default in loaded.profiles
    shown = {key for table in loaded.document["profiles"].values() for key in table}
    assert shown == {field.name for field in fields(Profile)} - {"name"}
    text = example.read_text(encoding="utf-8")
    assert [key for key in shown if text.count(key) < 1] == []


def test_only_what_differs_from_the_defaults_is_written() -> None:
    assert fields_of(PROD) == {"url": PROD.url, "user": PROD.user}
