"""The last net: what looks like a person's data or a mail's secret link is blanked in every log line.

Code should not log such things in the first place; a traceback or a library may.
"""

import re
from collections.abc import Callable
from typing import Any

BLANK = "[…]"
PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"[\w.+-]+@[\w-]+\.[\w.-]+",
        r"\b[0-3]\d[01]\d\d{2}[-+A-FU-Y]\d{3}[0-9A-Y]\b",
        r"\b[A-Z]{2}\d{2}(?:\s?[0-9A-Z]{4}){3,7}(?:\s?[0-9A-Z]{1,3})?\b",
        r"(?<![\w.])(?:\+358|0(?=[45]\d))[\d\s-]{6,12}\d\b",
        r"(?<=/v/)[\w-]+/[\w.:=-]+",
    )
)


def clean(line: str) -> str:
    for pattern in PATTERNS:
        line = pattern.sub(BLANK, line)
    return line


def cleaning(render: Callable[..., Any]) -> Callable[..., str]:
    """A structlog renderer whose whole line is cleaned after rendering, tracebacks too."""

    def rendered(logger: Any, name: str, event: Any) -> str:
        return clean(str(render(logger, name, event)))

    return rendered
