"""The benches run: what they measure is not looked at here."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.bench.__main__ import main
from tests.bench.figures import BENCHES, Figure
from tests.bench.stage import Play
from tests.bench.terminal import perform


@pytest.mark.parametrize("name", [bench.name for bench in BENCHES])
def test_every_bench_runs_and_tells_its_figures(name: str, tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    assert main(["--only", name, "--rows", "10", "--times", "1", "--json", str(path)]) == 0
    figures = msgspec.json.decode(path.read_bytes(), type=list[Figure])
    assert {figure.unit for figure in figures} == {"ms", "B"}
    assert all(figure.value > 0 for figure in figures if figure.unit == "ms")


def test_an_answer_without_a_change_writes_nothing_to_the_terminal() -> None:
    assert perform(Play("virtual", 200, "same", 3), width=80, height=24).bytes == 0


def test_one_changed_row_costs_less_than_a_kilobyte() -> None:
    assert 0 < perform(Play("virtual", 200, "one", 3), width=80, height=24).bytes <= 1024


def test_a_program_that_fails_is_told_of() -> None:
    with pytest.raises(RuntimeError, match="nonsense"):
        perform(Play("virtual", 10, "nonsense", 1), width=80, height=24)
