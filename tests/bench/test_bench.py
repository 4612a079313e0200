"""The benches run: what they measure is not looked at here."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.bench.__main__ import BENCHES, main
from tests.bench.figure import Figure
from tests.bench.table.perform import perform
from tests.bench.table.play import Play

SMALL = ["--rows", "30", "--times", "1", "--seconds", "1"]


@pytest.mark.parametrize("name", [bench.name for bench in BENCHES])
def test_every_bench_runs_and_tells_its_figures(name: str, tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    assert main(["--only", name, *SMALL, "--json", str(path)]) == 0
    figures = msgspec.json.decode(path.read_bytes(), type=list[Figure])
    assert figures
    assert len({figure.name for figure in figures}) == len(figures)
    assert {frozenset(one) for one in msgspec.json.decode(path.read_bytes())} == {
        frozenset({"name", "value", "unit", "baseline", "ratio", "goal", "met"})
    }


def test_no_two_benches_have_one_name() -> None:
    assert len({bench.name for bench in BENCHES}) == len(BENCHES)


def test_an_answer_without_a_change_writes_nothing_to_the_terminal() -> None:
    assert perform(Play("ours", 200, "same", 3, 80), width=80, height=24).bytes == 0


def test_one_changed_row_costs_less_than_a_hundred_bytes() -> None:
    assert 0 < perform(Play("ours", 200, "one", 3, 80), width=80, height=24).bytes <= 100


def test_a_page_that_moves_by_a_line_costs_less_than_half_a_kilobyte() -> None:
    assert 0 < perform(Play("ours", 200, "down", 3, 80), width=80, height=24).bytes <= 512


def test_a_program_that_fails_is_told_of() -> None:
    with pytest.raises(RuntimeError, match="nonsense"):
        perform(Play("ours", 10, "nonsense", 1, 80), width=80, height=24)
