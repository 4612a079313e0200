"""The README's map of the code names only what is there."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(vbo_tui/[\w/]+\.py):([\w.]+)`", README)))


def test_the_readme_has_a_map() -> None:
    assert len(NAMED) >= 7


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_what_the_map_names_exists(path: str, name: str) -> None:
    found: object = importlib.import_module(path.removesuffix(".py").replace("/", "."))
    for part in name.split("."):
        found = getattr(found, part)


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`((?:vbo_tui|tests|config|screenshots)/[\w/.-]*)`", README)))
)
def test_every_path_in_the_readme_exists(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("anchor", sorted(set(re.findall(r"\]\(#([\w-]+)\)", README))))
def test_every_link_within_the_readme_leads_somewhere(anchor: str) -> None:
    headings = {
        re.sub(r"[^\w -]", "", line).strip().lower().replace(" ", "-")
        for line in re.findall(r"^#+ (.*)$", README, re.M)
    }
    assert anchor in headings
