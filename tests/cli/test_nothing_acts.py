"""Nothing that a server says acts on the terminal, at whatever place it is printed.

What the screen shows is proven in ``tests/ui/test_whole_screen.py``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_answers import Capture, at
from tests.ui.emulated import ACTING
from vbo_tui.api.text import LONGEST, clean, one_line
from vbo_tui.cli import main
from vbo_tui.commands import listing
from vbo_tui.commands.crash import write_crash
from vbo_tui.errors import ApiError, ConfigError, ServerFault
from vbo_tui.model.event import EventLog
from vbo_tui.model.snapshot import Listing
from vbo_tui.simulator import faults
from vbo_tui.simulator.faults import Fault
from vbo_tui.simulator.serve import Simulator
from vbo_tui.simulator.world import World
from vbo_tui.ui import sequences
from vbo_tui.ui.format import plain
from vbo_tui.ui.raw import escaped

ACTS = {
    "C0": "".join(map(chr, range(0x20))) + "\x7f",
    "C1": "".join(map(chr, range(0x80, 0xA0))),
    "CSI": "\x1b[2J\x1b[31m\x1b[?1049l\x9b31m\x1b[6n\x1b[200~",
    "OSC": "\x1b]0;title\x07\x1b]52;c;aGVsbG8=\x07\x1b]8;;http://evil.example\x1b\\x\x1b]8;;\x1b\\\x9d0;title\x9c",
    "DCS, APC, PM, SOS": "\x1bPq\x1b\\\x1b_G\x1b\\\x1b^x\x1b\\\x1bXx\x1b\\\x90q\x9c\x9fG\x9c",
    "resets and charsets": "\x1bc\x1b#8\x1b(0\x0e\x0f",
    "bidirectional overrides": "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c",
    "zero width": "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u2061\u2064\ufff9\ufffb",
    "line separators": "\u0085\u2028\u2029\x0b\x0c\r\n",
    "tags": "".join(map(chr, range(0xE0020, 0xE0080))),
    "private": "\ue000\uf8ff\U000f0000\U0010fffd",
    "nothing": "\uffff\ufdd0\u0378\U0001fffe",
}
"""What must never reach a terminal, by its kind."""

WORDS = tuple(f"a{text}b" for text in ACTS.values())


def acting(printed: str) -> list[str]:
    """Return what acts in a text that was printed; our own ends of lines do not count."""
    left = printed.replace("\r\n", "\n").replace("\n", "")
    return sorted({repr(char) for char in left if unicodedata.category(char) in ACTING})


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    """A v8 server of which every word is one of ``WORDS``."""
    monkeypatch.setenv("VBO_TUI_PASSWORD", "demo")
    monkeypatch.setattr(faults, "HOSTILE", WORDS)
    with Simulator(World(sessions=30), api=("v8",)) as server:
        server.faults.active.add(Fault.HOSTILE_TEXT)
        server.faults.huge = 100_000
        server.faults.unreadable = True
        yield server


@pytest.mark.parametrize("kind", ACTS)
def test_no_kind_of_it_passes_a_door(kind: str) -> None:
    for char in ACTS[kind]:
        text = f"a{char}b"
        for door in (clean, one_line, plain, escaped):
            assert not acting(door(text)), (door, char)


@pytest.mark.parametrize("kind", ACTS)
def test_nor_does_it_pass_into_what_is_said_to_the_terminal_itself(kind: str) -> None:
    for char in ACTS[kind]:
        title = sequences.title(f"a{char}b")
        told = sequences.notification(f"a{char}b", {})
        copied = sequences.copied(f"a{char}b", {})
        assert (title[:4], title[-1], told[:4], told[-1]) == ("\x1b]2;", "\x07", "\x1b]9;", "\x07")
        assert acting(title[4:-1] + told[4:-1]) == []
        assert copied[:7] == "\x1b]52;c;"
        assert acting(copied[7:-1]) == []


def test_what_is_said_to_the_terminal_itself_is_bounded_and_says_where_it_was_cut() -> None:
    for sequence in (sequences.title("x" * 10_000_000), sequences.notification("x" * 10_000_000, {})):
        assert sequence.endswith("x~\x07")
        assert len(sequence) <= sequences.LONGEST_TITLE + 5


def test_nor_does_any_other_letter_that_unicode_calls_no_letter() -> None:
    every = [char for char in map(chr, range(0x110000)) if unicodedata.category(char) in ACTING]
    for start in range(0, len(every), LONGEST):
        text = "".join(every[start : start + LONGEST])
        assert set(clean(text)) == {"\ufffd"}
        assert set(plain(text)) <= {"\ufffd", " "}


@pytest.mark.parametrize("form", ["--table", "--json", "--jsonl", "--csv"])
def test_a_list_and_what_is_said_of_what_is_missing_in_it(
    hostile: Simulator, capsys: Capture, form: str
) -> None:
    assert main(["list", form, *at(hostile)]) == 0
    told = capsys.readouterr()
    assert "could not be read" in told.err
    assert len(told.out) > 1000
    assert acting(told.out + told.err) == []


@pytest.mark.parametrize("link", ["self", "organization", "events", "statistics"])
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_what_a_link_leads_to(hostile: Simulator, capsys: Capture, link: str, form: tuple[str, ...]) -> None:
    session = hostile.service.world.sessions(hostile.service.now())[0].id
    assert main(["show", session, "--link", link, *form, *at(hostile)]) == 0
    told = capsys.readouterr()
    assert told.out
    assert acting(told.out + told.err) == []


def test_a_doctor_finds_them_and_is_well(hostile: Simulator, capsys: Capture) -> None:
    assert main(["doctor", *at(hostile)]) == 0
    told = capsys.readouterr()
    assert "cannot be read" in told.out
    assert acting(told.out + told.err) == []


@pytest.mark.parametrize("command", ["list", "doctor"])
@pytest.mark.parametrize("word", WORDS, ids=list(ACTS))
def test_a_failure_that_the_server_words(
    hostile: Simulator, capsys: Capture, monkeypatch: pytest.MonkeyPatch, command: str, word: str
) -> None:
    monkeypatch.setattr(faults, "HOSTILE", (word,))
    hostile.faults.active.add(Fault.SERVER_ERROR)
    assert main([command, *at(hostile)]) == 3
    told = capsys.readouterr()
    assert "a" in told.err
    assert told.err.count("\n") == 1
    assert acting(told.out + told.err) == []


@pytest.mark.parametrize("word", [*WORDS, "x" * 10_000_000], ids=[*ACTS, "long"])
def test_what_the_program_itself_says_of_it(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, word: str
) -> None:
    def fails(kind: Exception) -> int:
        def command(_: object) -> int:
            raise kind

        monkeypatch.setattr("vbo_tui.commands.saved.run_paths", command)
        return main(["paths"])

    assert fails(ConfigError(word)) == 2
    assert fails(ServerFault(word)) == 3
    assert fails(ZeroDivisionError(word)) == 70
    listing._complain_of(EventLog((), unreadable=(word,), incomplete=word))
    told = capsys.readouterr().err
    assert told.count("\n") == 5
    assert len(told) < 6 * LONGEST
    assert acting(told) == []
    error: ApiError = ServerFault(word)
    path = write_crash(error, tmp_path)
    assert path is not None
    assert acting(path.read_text()) == []


def test_a_list_that_is_not_whole_says_so_in_one_line(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def sessions(_: object) -> Listing:
        return Listing((), tuple(WORDS), None, "".join(WORDS))

    monkeypatch.setattr(listing, "_sessions", sessions)
    assert main(["list", "--url", "https://x.invalid", "--user", "u"]) == 0
    told = capsys.readouterr().err
    assert told.count("\n") == 2
    assert acting(told) == []
