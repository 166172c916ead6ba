"""What a bench hands back, and how it is printed and kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

OUT = Path(__file__).resolve().parents[1] / "var" / "bench"


class Row(NamedTuple):
    """One measured figure. `aim` in words; `met`: None where there is no aim."""

    name: str
    figure: float
    unit: str
    aim: str = ""
    met: bool | None = None


def at_most(name: str, figure: float, unit: str, limit: float) -> Row:
    return Row(name, figure, unit, f"≤ {limit:g}", figure <= limit)


def at_least(name: str, figure: float, unit: str, limit: float) -> Row:
    return Row(name, figure, unit, f"≥ {limit:g}", figure >= limit)


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many per cent of them don't exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * int(percent * 10) // 1000) - 1))]


def table(rows: Iterable[Row]) -> str:
    said = {True: "met", False: "MISSED", None: ""}
    return "\n".join(
        f"  {row.name:<64} {row.figure:>12,.2f} {row.unit:<8} {row.aim:<10} {said[row.met]}" for row in rows
    )


def keep(bench: str, rows: Sequence[Row], about: dict[str, Any]) -> Path:
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / f"{bench}.json"
    content = {"bench": bench, **about, "rows": [row._asdict() for row in rows]}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    return path
