"""Looks: five views in five sizes; each picture's first line says what to look at."""

from __future__ import annotations

import pytest

from tests.shots import SIZES, SNAPSHOTS, VIEWS, same, snapshots


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_view_looks_as_it_did(size: tuple[int, int]) -> None:
    for name, drawn in (await snapshots(size)).items():
        held = (SNAPSHOTS / name).read_text(encoding="utf-8")
        assert same(drawn, held), f"{name}: look at it, then python -m tests.shots"


def test_no_picture_is_there_that_nobody_draws() -> None:
    drawn = {f"{view}-{width}x{height}.svg" for view in VIEWS for width, height in SIZES}
    assert {path.name for path in SNAPSHOTS.iterdir()} == drawn
