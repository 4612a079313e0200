from __future__ import annotations

import pytest

from vbo_tui.model.query import Order, SortKey
from vbo_tui.profiles.settings import ColumnChoice, Settings
from vbo_tui.ui.choices import COLUMN_NAMES, wrong_names


def test_what_is_there_is_no_complaint() -> None:
    columns = tuple(ColumnChoice(name) for name in COLUMN_NAMES)
    assert wrong_names(Settings(columns=columns, sort="-started")) == []


def test_what_is_not_there_is_told_with_what_is() -> None:
    column, order = wrong_names(Settings(columns=(ColumnChoice("colour"),), sort="colour"))
    assert "table.columns: there is no 'colour', but status, type" in column
    assert "table.sort: there is no 'colour', but" in order
    assert "started" in order


@pytest.mark.parametrize("key", list(SortKey))
@pytest.mark.parametrize("reverse", [True, False])
def test_every_order_has_a_text_that_parses_back(key: SortKey, reverse: bool) -> None:
    assert Order.parse(Order(key, reverse).text) == Order(key, reverse)
    assert Order.parse("--started") is None


def test_a_named_filter_that_cannot_be_read_is_told_with_its_place() -> None:
    filters = {"good": "state:working dur>2h", "both": "@good !by:alice", "bad": "dur>x", "half": "@gone"}
    first, second = wrong_names(Settings(filters=filters))
    assert first.endswith("filters.bad: at 5: write 10m or 1h30m")
    assert second.endswith('filters.half: at 2: no filter has that name; quote "@..." to find the word')
