"""pytest plugin behind `./kp rows`: which promise is proved by which test, and does that test pass today."""

from collections import defaultdict
from collections.abc import Iterable

import pytest

KINDS = ("row", "seed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rows", action="store_true", help="run the tests that prove a row or a seed, print the table")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--rows"):
        config.pluginmanager.register(Rows(), "kp-rows-table")


class Rows:
    def __init__(self) -> None:
        self.tests: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.results: dict[str, str] = {}

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        kept = [item for item in items if self._remember(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept

    def _remember(self, item: pytest.Item) -> bool:
        found = [(kind, str(code)) for kind in KINDS for mark in item.iter_markers(kind) for code in mark.args]
        for key in found:
            self.tests[key].add(item.nodeid)
        return bool(found)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        tells = report.when == "call" or report.outcome != "passed"
        if tells and self.results.get(report.nodeid) != "failed":
            self.results[report.nodeid] = report.outcome

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("rows → tests → result")
        for kind, code in sorted(self.tests, key=_order):
            tests = sorted(self.tests[kind, code])
            terminalreporter.line(f"{kind:4} {code:6} {self._verdict(tests):7} {len(tests)} tests")
            for test in tests:
                terminalreporter.line(f"              {self.results.get(test, 'not run'):7} {test}")
        whole = sum(self._verdict(tests) == "passed" for tests in self.tests.values())
        terminalreporter.line(f"{whole} of {len(self.tests)} rows and seeds are proved by tests that pass.")

    def _verdict(self, tests: Iterable[str]) -> str:
        """A row holds when none of its tests failed and at least one ran."""
        outcomes = {self.results.get(test, "not run") for test in tests}
        return next((word for word in ("failed", "not run", "skipped") if word in outcomes), "passed")


def _order(key: tuple[str, str]) -> tuple[str, str, int, str]:
    kind, code = key
    letters = code.rstrip("0123456789.")
    digits = code[len(letters) :].split(".")
    return kind, letters, int(digits[0] or 0), code
