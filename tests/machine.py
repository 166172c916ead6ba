"""What this machine has: the tests that need more are skipped by name, and fail in CI."""

import ctypes.util
import os
import shutil
from functools import cache

CI = os.environ.get("CI", "").lower() == "true"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""


@cache
def missing(thing: str) -> bool:
    match thing:
        case "chromium":
            return not CHROMIUM
        case "poppler":
            return not shutil.which("pdftoppm")
        case "pango":
            return not (ctypes.util.find_library("pango-1.0") and ctypes.util.find_library("pangoft2-1.0"))
    raise ValueError(f"unknown need: {thing}")
