"""The command: which benches to run, how big; the table on the screen, the figures in var/bench, one chart of them."""

from __future__ import annotations

import argparse
import os
import platform
import time

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"


def main() -> int:
    options = _options()
    django.setup()
    from benchmarks import benches, chart, database, rows

    missed = 0
    for name in options.names or benches.names():
        started, load = time.monotonic(), os.getloadavg()[0]
        with database.own(name):
            found = list(benches.named(name).run(options.scale))
        about = {
            "scale": options.scale,
            "seconds": round(time.monotonic() - started, 1),
            "load_before": round(load, 2),
            "load_after": round(os.getloadavg()[0], 2),
            "machine": f"{os.cpu_count()} × {platform.machine()}, Python {platform.python_version()}",
        }
        path = rows.keep(name, found, about)
        print(f"{name} ({', '.join(f'{key} {value}' for key, value in about.items())}) → {path.name}")
        print(rows.table(found), flush=True)
        missed += sum(row.met is False for row in found)
    chart.draw()
    print(f"{missed} figures miss their aim." if missed else "Every figure meets its aim.")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./kp bench", description="Measures the bank at its size and far beyond.")
    parser.add_argument("names", nargs="*", help="which benches; all when none is named")
    parser.add_argument("--scale", type=float, default=1.0, help="1 is the whole size; 0.01 a hundredth of it")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
