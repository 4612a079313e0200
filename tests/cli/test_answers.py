"""``list``, ``show`` and ``doctor`` against the simulator over TLS."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import NOW
from vbo_tui.cli import main
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.values import KEYS
from vbo_tui.model.written import csv_lines
from vbo_tui.simulator.faults import Fault
from vbo_tui.simulator.serve import Simulator

USER = "CONTOSO\\operator"
WORKING = "9f786f0f-de9a-4a90-8118-093b6cb2c4fc"
ENDED = "0800471b-d0e2-422b-9d7c-35d15661c3fb"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VBO_TUI_PASSWORD", "demo")


def at(simulator: Simulator) -> list[str]:
    return ["--url", simulator.url, "--user", USER, "--trust", simulator.certificate.sha256]


def test_json_has_the_documented_keys_and_forms(simulator: Simulator, capsys: Capture) -> None:
    assert main(["list", "--json", *at(simulator)]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert len(listed) == 30
    assert all(tuple(item) == KEYS for item in listed)
    by_id = {item["id"]: item for item in listed}
    assert by_id[ENDED] == {
        "id": ENDED,
        "name": None,
        "organization": None,
        "type": "Vex",
        "state": "Stopped",
        "result": "Success",
        "status": "success",
        "created": "2017-06-29T07:42:21.191694Z",
        "ended": "2017-06-29T08:14:58.353283Z",
        "point_in_time": "2017-06-26T22:07:39-07:00",
        "duration_seconds": 1957.162,
        "initiated_by": None,
        "client_host": None,
        "scope": None,
        "details": None,
        "reason": None,
        "links": [
            {"rel": "self", "href": f"https://support.east.local:4443/v1/restoresessions/{ENDED}"},
            {
                "rel": "organization",
                "href": f"https://support.east.local:4443/v1/restoresessions/{ENDED}/organization",
            },
        ],
    }
    assert (by_id[WORKING]["status"], by_id[WORKING]["ended"]) == ("running", None)
    starts = [item["created"] for item in listed]
    assert starts == sorted(starts, reverse=True)


def test_lines_of_json_are_the_same_sessions(simulator: Simulator, capsys: Capture) -> None:
    main(["list", "--json", *at(simulator)])
    whole = json.loads(capsys.readouterr().out)
    main(["list", "--jsonl", *at(simulator)])
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == whole


def test_csv_is_read_by_any_spreadsheet(simulator: Simulator, capsys: Capture) -> None:
    assert main(["list", "--csv", *at(simulator)]) == 0
    head, *rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert head == [key for key in KEYS if key != "links"]
    assert len(rows) == 30


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t1", "\r1", "\uff1d1+1"])
def test_csv_defuses_formulas(formula: str) -> None:
    session = Session(id=SessionId("a"), type=formula)
    cells = next(row for row in csv.reader(io.StringIO("".join(csv_lines([session], NOW)))) if row[0] == "a")
    assert cells[KEYS.index("type")] == f"'{formula}"


def test_the_table_is_aligned_and_plain(simulator: Simulator, capsys: Capture) -> None:
    assert main(["list", *at(simulator)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 31
    column = lines[0].index("ID")
    assert all(line[column - 2 : column] == "  " and line[column] != " " for line in lines)
    assert "\x1b" not in "".join(lines)


def test_a_filter_leaves_what_has_all_its_words(simulator: Simulator, capsys: Capture) -> None:
    main(["list", "--jsonl", "--filter", "RUN vex", *at(simulator)])
    assert {json.loads(line)["status"] for line in capsys.readouterr().out.splitlines()} == {"running"}
    main(["list", "--jsonl", "--filter", WORKING, *at(simulator)])
    assert len(capsys.readouterr().out.splitlines()) == 1


@pytest.mark.parametrize(
    "typed",
    [
        "status:running type:exchange !id:9f786f0f",
        "@going !9f786f0f",
        "@going !~^9f786f0f",
        "!status:success !status:warning !status:failed type:vex !9f786f0f",
    ],
)
def test_the_whole_language_is_understood_and_filters_of_the_settings_by_name(
    simulator: Simulator, capsys: Capture, tmp_path: Path, typed: str
) -> None:
    (tmp_path / "settings.toml").write_text('[filters]\ngoing = "state:working type:vex"\n')
    config = ["--config", str(tmp_path / "profiles.toml")]
    assert main(["list", "--jsonl", "--filter", typed, *config, *at(simulator)]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert found
    assert {(one["status"], one["type"]) for one in found} == {("running", "Vex")}
    assert WORKING not in [one["id"] for one in found]


@pytest.fixture
def far_east(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose clocks are 14 hours ahead of UTC."""
    monkeypatch.setenv("TZ", "EAST-14")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("far_east")
def test_times_are_compared_and_dates_are_utc_as_they_are_printed(
    simulator: Simulator, capsys: Capture
) -> None:
    def found(typed: str) -> set[str]:
        assert main(["list", "--jsonl", "--filter", typed, *at(simulator)]) == 0
        return {json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()}

    assert ENDED in found("started>=2017-06-29T07:42 started<=2017-06-29T07:42 dur>30m dur<40m")
    assert ENDED not in found("started<2017-06-29T07:42")
    assert ENDED not in found("started<1d")
    assert found("started>1s") | found("!started>1s") == found("")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("alice started>", "--filter at 15: what to compare with is missing: 2h, 1h30m or 2026-09-24"),
        ("~(", "--filter at 2: the ( is not closed"),
        ("@gone", '--filter at 2: no filter has that name; quote "@..." to find the word'),
        ("by:", "--filter at 4: a word is missing behind by:"),
    ],
)
def test_a_filter_that_cannot_be_read_is_told_before_anything_is_asked(
    capsys: Capture, tmp_path: Path, typed: str, said: str
) -> None:
    config = ["--config", str(tmp_path / "profiles.toml")]
    nobody = ["--url", "https://127.0.0.1:1", "--user", "nobody"]
    assert main(["list", "--filter", typed, *config, *nobody]) == 2
    assert capsys.readouterr().err == f"vbo-tui: {said}\n"


def test_what_is_wrong_with_the_settings_is_told_where_a_filter_of_theirs_is_used(
    simulator: Simulator, capsys: Capture, tmp_path: Path
) -> None:
    (tmp_path / "settings.toml").write_text('[filters]\ngood = "vex"\nbad = 7\n')
    config = ["--config", str(tmp_path / "profiles.toml")]
    assert main(["list", "--filter", "@good", *config, *at(simulator)]) == 0
    assert "settings.toml, line 3: filters.bad" in capsys.readouterr().err
    assert main(["list", "--filter", "vex", *config, *at(simulator)]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("words", "code"),
    [(["--fail-on", "failed"], 1), (["--fail-on", "failed", "--filter", ENDED], 0), ([], 0)],
)
def test_a_failed_session_is_an_exit_code_where_that_is_wanted(
    simulator: Simulator, capsys: Capture, words: list[str], code: int
) -> None:
    assert main(["list", *words, *at(simulator)]) == code
    assert capsys.readouterr().err == ""


def test_show_prints_a_session_and_its_organization(simulator: Simulator, capsys: Capture) -> None:
    assert main(["show", WORKING.upper(), "--json", *at(simulator)]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == WORKING
    assert main(["show", WORKING, "--link", "organization", "--json", *at(simulator)]) == 0
    organization = json.loads(capsys.readouterr().out)
    assert organization["name"].startswith("veeam.onmicrosoft.com (")
    assert [link["rel"] for link in organization["links"]] == ["self", "mailboxes"]
    assert main(["show", WORKING, *at(simulator)]) == 0
    assert "status            running" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["show", "no-such-session"], ["show", ENDED, "--link", "organization"]])
def test_what_cannot_be_shown_is_one_line(simulator: Simulator, capsys: Capture, words: list[str]) -> None:
    assert main([*words, *at(simulator)]) == 3
    told = capsys.readouterr()
    assert (told.out, len(told.err.splitlines())) == ("", 1)


def test_every_way_of_trusting_works(simulator: Simulator, capsys: Capture, tmp_path: Path) -> None:
    where = ["list", "--json", "--url", simulator.url, "--user", USER]
    authority = tmp_path / "ca.pem"
    authority.write_bytes(simulator.certificate.ca_pem)
    colons = ":".join(simulator.certificate.sha256.upper()[at : at + 2] for at in range(0, 64, 2))
    (tmp_path / "home" / "own.pem").write_bytes(simulator.certificate.ca_pem)
    for trust in (
        ["--ca-file", str(authority)],
        ["--ca-file", "~/own.pem"],
        ["--trust", colons],
        ["--insecure"],
    ):
        assert main([*where, *trust]) == 0
        assert len(json.loads(capsys.readouterr().out)) == 30
    assert main(where) == 3
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 1
    assert simulator.certificate.sha256 in told
    assert main([*where, "--trust", "0" * 64]) == 3
    assert "not the pinned certificate" in capsys.readouterr().err


def test_who_cannot_sign_in_gets_code_4_and_one_line(
    simulator: Simulator, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VBO_TUI_PASSWORD", "falsch")
    assert main(["list", *at(simulator)]) == 4
    told = capsys.readouterr().err
    assert told == "vbo-tui: sign-in: the sign-in was refused (400: Invalid credential)\n"


@pytest.mark.parametrize(
    ("fault", "part"),
    [(Fault.SERVER_ERROR, "server: "), (Fault.NOT_JSON, "payload: "), (Fault.CUT_SHORT, "connection: ")],
)
def test_an_answer_that_is_none_is_code_3_and_one_line(
    simulator: Simulator, capsys: Capture, fault: Fault, part: str
) -> None:
    simulator.faults.active.add(fault)
    assert main(["list", *at(simulator)]) == 3
    told = capsys.readouterr()
    assert (told.out, len(told.err.splitlines())) == ("", 1)
    assert told.err.startswith(f"vbo-tui: {part}")


def test_a_server_that_is_not_there_is_code_3_and_one_line(simulator: Simulator, capsys: Capture) -> None:
    where = at(simulator)
    simulator.stop()
    assert main(["list", *where]) == 3
    assert capsys.readouterr().err == "vbo-tui: connection: connection refused\n"


def test_hostile_text_is_printed_harmless(simulator: Simulator, capsys: Capture) -> None:
    simulator.faults.active.add(Fault.HOSTILE_TEXT)
    simulator.faults.huge = 100_000
    for form in ("--table", "--json", "--jsonl", "--csv"):
        assert main(["list", form, *at(simulator)]) == 0
        printed = capsys.readouterr().out
        assert not set(printed) & set("\x1b\x9b\x07\x00\x7f\u202e\u2066\u200b\u2028")
        assert len(printed) < 200_000


def test_doctor_goes_the_whole_way(simulator: Simulator, capsys: Capture) -> None:
    assert main(["doctor", *at(simulator)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [
        "name",
        "tcp",
        "certificate",
        "api",
        "sign-in",
        "rights",
        "clock",
    ]
    assert all(line.split()[1] == "ok" for line in lines)
    assert "v1 (Veeam Backup for Microsoft 365, product version 1.5)" in lines[3]
    assert re.search(r"v8 no \(not found \(404.*\)\), .*, v1 yes \(401: it wants a token\)", lines[3])
    assert "30 restore sessions visible" in lines[5]


def test_doctor_stops_at_the_first_step_that_fails(
    simulator: Simulator, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VBO_TUI_PASSWORD", "falsch")
    assert main(["doctor", *at(simulator)]) == 4
    assert capsys.readouterr().out.splitlines()[-1].startswith("sign-in      FAILED")
    simulator.stop()
    assert main(["doctor", *at(simulator)]) == 3
    assert capsys.readouterr().out.splitlines()[-1].startswith("tcp          FAILED")
    assert main(["doctor", "--url", "https://nobody.invalid", "--user", "u"]) == 3
    assert capsys.readouterr().out.splitlines()[-1].startswith("name         FAILED")


@pytest.mark.parametrize("host", ["a..invalid", "a" * 64])
def test_doctor_says_of_a_host_that_can_be_no_name_that_it_does_not_resolve(
    host: str, capsys: Capture
) -> None:
    assert main(["doctor", "--url", f"https://{host}", "--user", "u"]) == 3
    assert "does not resolve" in capsys.readouterr().out
