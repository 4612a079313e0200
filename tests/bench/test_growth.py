"""How figures grow: families by name, slopes by least squares."""

from __future__ import annotations

import pytest

from tests.bench.figure import Figure, alone, compared
from tests.bench.growth import exponents
from tests.bench.machine import described


def family(name: str, power: float, sizes: tuple[int, ...] = (1_000, 10_000, 100_000)) -> list[Figure]:
    return [alone(name.format(f"{size:,}"), "ms", 1e3 * (size / 1000) ** power) for size in sizes]


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0, 1.7])
def test_the_exponent_of_a_power_is_that_power(power: float) -> None:
    (found,) = exponents(family("1 refresh {}", power))
    assert found.name == "19 growth of 1 refresh N"
    assert found.value == found.ratio == pytest.approx(power, abs=1e-3)
    assert found.baseline == 1.0
    assert found.unit == ""
    assert found.goal == "<= 1.1"


@pytest.mark.parametrize(("power", "met"), [(1.1, True), (1.2, False)])
def test_what_grows_faster_than_there_are_sessions_misses_the_goal(power: float, met: bool) -> None:
    (found,) = exponents(family("1 refresh {}", power))
    assert found.met is met


def test_each_family_has_its_own_exponent() -> None:
    figures = [
        *family("1 refresh {}", 1.0),
        *family("2 fill {} 80x24 time", 0.5),
        *family("3 sort {}, CPU", 0),
    ]
    found = {figure.name: figure.value for figure in exponents(figures)}
    assert found == {
        "19 growth of 1 refresh N": 1.0,
        "19 growth of 2 fill N 80x24 time": 0.5,
        "19 growth of 3 sort N, CPU": 0.0,
    }


def test_a_number_that_is_the_same_in_all_names_is_no_size() -> None:
    (found,) = exponents(family("17 poll, 30 changes, client CPU {}", 1.0))
    assert found.name == "19 growth of 17 poll, 30 changes, client CPU N"


def test_the_number_of_a_goal_is_no_size() -> None:
    assert not list(exponents([alone("1 decode", "ms", 1.0), alone("2 decode", "ms", 4.0)]))


@pytest.mark.parametrize("names", [("80x24", "120x40"), ("v1", "v8"), ("1.5", "2.5"), ("1,0000", "2,0000")])
def test_a_word_with_a_number_in_it_is_no_size(names: tuple[str, str]) -> None:
    assert not list(exponents([alone(f"5 idle {name}", "ms", size) for size, name in enumerate(names, 1)]))


def test_a_size_without_commas_is_one() -> None:
    (found,) = exponents([alone("1 x 1000", "ms", 1.0), alone("1 x 10,000", "ms", 10.0)])
    assert found.value == 1.0


def test_one_size_alone_grows_by_nothing() -> None:
    assert not list(exponents([alone("1 refresh 1,000", "ms", 1.0)]))
    assert not list(exponents([]))


def test_values_that_have_no_logarithm_are_left_out() -> None:
    figures = [
        alone("1 bytes 10", "B", 0.0),
        *family("1 bytes {}", 1.0, (100, 1_000)),
        alone("1 bytes 0", "B", 1.0),
    ]
    (found,) = exponents(figures)
    assert found.value == 1.0
    assert not list(exponents([alone("1 bytes 10", "B", 0.0), alone("1 bytes 100", "B", -1.0)]))


def test_points_beside_the_line_count_by_least_squares() -> None:
    values = {10: 1.0, 100: 100.0, 1_000: 100.0}
    (found,) = exponents([compared(f"1 x {size:,}", "ms", value, 7.0) for size, value in values.items()])
    assert found.value == 1.0


def test_the_machine_is_one_line() -> None:
    said = described()
    assert "\n" not in said
    assert all(word in said for word in ("cores", "textual", "httpx", "msgspec"))
