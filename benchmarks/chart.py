"""One picture of the kept figures: how many times slower a thing is when there are 10 and 100 times as many rows.

A bench takes part by rows named «what at N×» (N = 1, 10, 100), whatever their unit.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from django.utils.html import escape

from benchmarks.rows import OUT

SIZES = (1, 10, 100)
NAMED = re.compile(r"(?P<what>.+) at (?P<size>1|10|100)×$")
LEFT, ROW, BAR, PER_TIME, MOST = 330, 62, 16, 60, 8.0
TONES = ("#7aa6c2", "#2f6f96", "#173b52")


def draw() -> Path | None:
    """The picture beside the figures; none when nothing was measured at three sizes."""
    groups = {what: sizes for what, sizes in _grown().items() if set(sizes) == set(SIZES)}
    if not groups:
        return None
    path = OUT / "growth.svg"
    path.write_text(_svg(groups))
    return path


def _grown() -> dict[str, dict[int, float]]:
    found: dict[str, dict[int, float]] = {}
    for path in sorted(OUT.glob("*.json")):
        for row in json.loads(path.read_text())["rows"]:
            if hit := NAMED.match(row["name"]):
                found.setdefault(hit["what"], {})[int(hit["size"])] = row["figure"]
    return found


def _svg(groups: dict[str, dict[int, float]]) -> str:
    height = ROW * len(groups) + 50
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + PER_TIME * int(MOST) + 80} {height}" '
        'font-family="sans-serif" font-size="13" role="img">',
        "<title>Time at 1, 10 and 100 times the rows; 1 is the time at the smallest size</title>",
        '<rect width="100%" height="100%" fill="#fff"/>',
    ]
    for n, (what, sizes) in enumerate(groups.items()):
        top = 20 + n * ROW
        parts.append(f'<text x="{LEFT - 12}" y="{top + 27}" text-anchor="end">{escape(what)}</text>')
        parts += [_bar(top + k * BAR, sizes[size] / sizes[1], size, TONES[k]) for k, size in enumerate(SIZES)]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _bar(top: int, times: float, size: int, tone: str) -> str:
    width = PER_TIME * min(times, MOST)
    return (
        f'<rect x="{LEFT}" y="{top}" width="{width:.0f}" height="{BAR - 2}" fill="{tone}"/>'
        f'<text x="{LEFT + width + 6:.0f}" y="{top + 12}">{times:.2f} at {size}×</text>'
    )
