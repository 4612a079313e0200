"""The program as a whole: options, profiles, passwords, exit codes, what it loads and leaves behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.terminal.pseudo import Terminal, vbo_tui
from vbo_tui import __version__
from vbo_tui.cli import main
from vbo_tui.profiles import store
from vbo_tui.simulator.faults import Fault
from vbo_tui.simulator.serve import Simulator

USER = "CONTOSO\\operator"
Capture = pytest.CaptureFixture[str]


def run(*words: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **(env or {})}
    return subprocess.run(
        vbo_tui(*words),
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def pin(simulator: Simulator) -> list[str]:
    return ["--trust", simulator.certificate.sha256]


def add(simulator: Simulator, name: str = "prod", *more: str) -> None:
    words = [
        "profiles",
        "add",
        name,
        "--url",
        simulator.url,
        "--user",
        USER,
        "--pin",
        simulator.certificate.sha256,
    ]
    assert main([*words, *more]) == 0


# -- profiles --------------------------------------------------------------------------------------


def test_profiles_are_added_listed_changed_and_removed(simulator: Simulator, capsys: Capture) -> None:
    add(simulator)
    add(simulator, "lab", "--interval", "30", "--password-command", "pass show 'my lab'")
    saved = store.load(store.default_path())
    assert saved.profiles["lab"].password_command == ("pass", "show", "my lab")
    assert main(["profiles", "default", "lab"]) == 0
    assert main(["profiles", "edit", "lab", "--interval", "60"]) == 0
    assert main(["profiles", "list"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows[0][0] == "prod"
    assert rows[1][:2] == ["*", "lab"]
    assert rows[1][-2:] == ["every", "60s"]
    assert main(["profiles", "remove", "prod"]) == 0
    assert list(store.load(store.default_path()).profiles) == ["lab"]
    assert main(["profiles", "path"]) == 0
    assert capsys.readouterr().out.strip() == str(store.default_path())


@pytest.mark.parametrize(
    "words",
    [
        ["remove", "nobody"],
        ["edit", "nobody", "--interval", "5"],
        ["default", "nobody"],
        ["trust", "nobody"],
        ["add", "x"],
        ["add", "x", "--url", "http://a", "--user", "u"],
        ["add", "x", "--url", "https://a", "--user", "u", "--interval", "1"],
    ],
)
def test_what_cannot_be_done_with_profiles_is_one_line(words: list[str], capsys: Capture) -> None:
    assert main(["profiles", *words]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not store.default_path().exists()


def test_a_profile_with_a_mistake_is_not_overwritten_by_a_new_one(capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(MISTAKEN)
    words = ["add", "bad", "--url", "https://b", "--user", "u", "--config", str(tmp_path / "p.toml")]
    assert main(["profiles", *words]) == 2
    assert "already" in capsys.readouterr().err
    assert (tmp_path / "p.toml").read_text() == MISTAKEN


def test_the_file_of_profiles_is_named_before_or_after_the_command(capsys: Capture) -> None:
    for words in (
        ["--config", "p.toml", "profiles", "path"],
        ["profiles", "--config", "p.toml", "path"],
        ["profiles", "path", "--config", "p.toml"],
    ):
        assert main(words) == 0
        assert capsys.readouterr().out == "p.toml\n"


def test_an_escape_sequence_in_a_name_does_not_reach_the_terminal(capsys: Capture) -> None:
    assert main(["profiles", "add", "a\x1b[2Jb", "--url", "https://a", "--user", "u"]) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_a_name_that_is_taken_is_not_overwritten(simulator: Simulator, capsys: Capture) -> None:
    add(simulator)
    assert main(["profiles", "add", "prod", "--url", "https://other", "--user", "u"]) == 2
    assert "already" in capsys.readouterr().err
    assert store.load(store.default_path()).profiles["prod"].url == simulator.url


def test_a_certificate_is_pinned_only_by_its_own_fingerprint(simulator: Simulator, capsys: Capture) -> None:
    main(["profiles", "add", "prod", "--url", simulator.url, "--user", USER])
    assert main(["profiles", "trust", "prod"]) == 0
    assert simulator.certificate.sha256 in capsys.readouterr().out
    assert main(["profiles", "trust", "prod", "0" * 64]) == 2
    assert store.load(store.default_path()).profiles["prod"].pin is None
    assert main(["profiles", "trust", "prod", simulator.certificate.sha256.upper()]) == 0
    assert store.load(store.default_path()).profiles["prod"].pin == simulator.certificate.sha256


# -- which server, which password ------------------------------------------------------------------


def test_an_option_goes_before_a_variable_before_the_default(
    simulator: Simulator, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VBO_TUI_PASSWORD", "demo")
    add(simulator, "good")
    main(["profiles", "add", "gone", "--url", "https://nobody.invalid", "--user", "u"])
    assert main(["list"]) == 2
    assert "which server?" in capsys.readouterr().err
    main(["profiles", "default", "gone"])
    assert main(["list"]) == 3
    monkeypatch.setenv("VBO_TUI_PROFILE", "good")
    assert main(["list"]) == 0
    monkeypatch.setenv("VBO_TUI_PROFILE", "gone")
    assert main(["list", "-P", "good"]) == 0
    assert main(["--profile", "good", "list"]) == 0, "options stand before or after the command"
    assert main(["list", "-P", "nobody"]) == 2
    assert "there are: good, gone" in capsys.readouterr().err


MISTAKEN = 'default = "bad"\n[profiles.bad]\nurl = "https://a"\nuser = "u"\ninterval = "soon"\n'


def test_a_mistake_in_the_default_profile_is_told_by_a_command(capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(MISTAKEN)
    for words in (["list"], ["list", "-P", "bad"]):
        assert main([*words, "--config", str(tmp_path / "p.toml")]) == 2
        told = capsys.readouterr().err
        assert len(told.splitlines()) == 1
        assert "[profiles.bad]: interval must be a number" in told


def test_a_mistake_in_the_default_profile_does_not_keep_the_monitor_from_starting(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(MISTAKEN)
    with Terminal(vbo_tui("--config", str(tmp_path / "p.toml")), columns=100) as terminal:
        terminal.shows("Which server shall be watched?")
        terminal.shows("interval must be a number")


def test_an_option_overrides_the_profile(
    simulator: Simulator, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VBO_TUI_PASSWORD", "demo")
    add(simulator)
    assert main(["list", "--user", "nobody"]) == 4
    assert main(["list", "--trust", "0" * 64]) == 3
    assert main(["list", "--insecure"]) == 0
    assert store.load(store.default_path()).profiles["prod"].pin == simulator.certificate.sha256
    capsys.readouterr()


@pytest.mark.parametrize(
    "words",
    [
        ["list", "--url", "https://a"],
        ["list", "--url", "https://a", "--user", "u", "-P", "b"],
        ["list", "--url", "nonsense", "--user", "u"],
        ["list", "--url", "https://a", "--user", "u", "--trust", "12"],
        ["list", "--url", "https://a", "--user", "u", "--insecure", "--ca-file", "x"],
        ["list", "--url", "https://a", "--user", "u", "--ca-file", "/no/such/file"],
        ["list", "--url", "https://a", "--user", "u", "--interval", "0"],
    ],
)
def test_options_that_make_no_sense_are_code_2_and_one_line(words: list[str], capsys: Capture) -> None:
    assert main(words) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_password_comes_from_the_profiles_command(simulator: Simulator, capsys: Capture) -> None:
    add(simulator, "prod", "--password-command", f"{sys.executable} -c 'print(\"demo\")'")
    assert main(["list", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 30


def test_a_command_that_fails_is_code_4_and_says_why(simulator: Simulator, capsys: Capture) -> None:
    script = 'import sys; sys.stderr.write(\\"the vault is locked\\"); sys.exit(1)'
    add(simulator, "prod", "--password-command", f'{sys.executable} -c "{script}"')
    assert main(["list"]) == 4
    told = capsys.readouterr().err
    assert "the vault is locked" in told
    assert len(told.splitlines()) == 1


def test_without_a_password_and_a_terminal_it_is_code_4(simulator: Simulator) -> None:
    done = run("list", "--url", simulator.url, "--user", USER, *pin(simulator))
    assert done.returncode == 4
    assert len(done.stderr.splitlines()) == 1
    assert "VBO_TUI_PASSWORD" in done.stderr


def test_the_password_is_asked_for_on_the_terminal_and_not_echoed(simulator: Simulator) -> None:
    with Terminal(
        vbo_tui("list", "--url", simulator.url, "--user", USER, *pin(simulator)), columns=200
    ) as terminal:
        terminal.shows(r"Password of CONTOSO\\operator on 127\.0\.0\.1")
        terminal.press("demo", "enter")
        terminal.shows("9f786f0f-de9a-4a90-8118-093b6cb2c4fc")
        assert terminal.ends() == 0
        assert b"demo" not in terminal.written


def test_nobody_is_asked_for_the_password_of_a_server_that_is_not_there(simulator: Simulator) -> None:
    where = ["list", "--url", simulator.url, "--user", USER, *pin(simulator)]
    simulator.stop()
    with Terminal(vbo_tui(*where)) as terminal:
        assert terminal.ends() == 3
        assert b"Password" not in terminal.written


def test_no_option_takes_a_password() -> None:
    assert "--password " not in run("list", "--help").stdout
    assert run("list", "--password", "x").returncode == 2


# -- the program ----------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [["--version"], ["-P", "x", "--version"]])
def test_the_version_is_told(words: list[str]) -> None:
    done = run(*words)
    assert (done.returncode, done.stdout) == (0, f"vbo-tui {__version__}\n")


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["list", "--nonsense"],
        ["show"],
        ["list", "--js"],
        ["list", "--json", "--csv"],
        ["profiles", "add", "x", "--ur", "https://a", "--user", "u"],
    ],
)
def test_a_wrong_option_is_code_2(words: list[str]) -> None:
    assert run(*words).returncode == 2


def test_paths_names_every_file(capsys: Capture) -> None:
    assert main(["paths"]) == 0
    printed = capsys.readouterr().out
    assert str(store.default_path()) in printed
    assert "crash-*.txt" in printed


PRINT_LOADED = """
import sys
from vbo_tui.cli import main
try:
    code = main(sys.argv[1:])
except SystemExit:
    pass
heavy = ("textual", "starlette", "uvicorn", "trustme", "httpx")
print("LOADED", *[name for name in heavy if name in sys.modules])
"""


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        (["--version"], set[str]()),
        (["paths"], set[str]()),
        (["profiles", "list"], set[str]()),
        (["list", "--url", "https://127.0.0.1:1", "--user", "u"], {"httpx"}),
        (["show", "x", "--url", "https://127.0.0.1:1", "--user", "u"], {"httpx"}),
        (["doctor", "--url", "https://127.0.0.1:1", "--user", "u"], {"httpx"}),
    ],
)
def test_a_command_loads_only_what_it_needs(words: list[str], allowed: set[str]) -> None:
    done = subprocess.run([sys.executable, "-c", PRINT_LOADED, *words], capture_output=True, text=True)
    loaded = done.stdout.splitlines()[-1].split()
    assert loaded[0] == "LOADED"
    assert set(loaded[1:]) <= allowed


WITHOUT_THE_EXTRA = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("starlette", "uvicorn", "trustme"):
            raise ModuleNotFoundError(f"No module named {name!r}")
sys.meta_path.insert(0, Blocked())
from vbo_tui.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("command", ["demo", "simulate"])
def test_without_the_extra_one_line_says_how_to_get_it(command: str) -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_THE_EXTRA, command], capture_output=True, text=True)
    assert done.returncode == 2
    assert (
        done.stderr
        == "vbo-tui: the simulator is not installed; this brings it: pip install 'vbo-tui[demo]'\n"
    )


def test_a_locale_without_unicode_breaks_nothing(simulator: Simulator) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "VBO_TUI_PASSWORD": "demo"}
    simulator.faults.active.add(Fault.HOSTILE_TEXT)
    simulator.faults.huge = 10
    for form in ("--table", "--json", "--csv"):
        done = run("list", form, "--url", simulator.url, "--user", USER, *pin(simulator), env=plain)
        assert (done.returncode, done.stderr) == (0, "")
        assert "5317" in done.stdout, "what cannot be printed is escaped"


def test_the_password_is_in_no_process_list(simulator: Simulator) -> None:
    words = vbo_tui("--url", simulator.url, "--user", USER, *pin(simulator))
    with Terminal(words, env={"VBO_TUI_PASSWORD": "demo-secret"}) as terminal:
        terminal.shows("AUTH|refused")
        assert b"demo-secret" not in Path(f"/proc/{terminal.process.pid}/cmdline").read_bytes()
        assert b"demo-secret" not in terminal.written
