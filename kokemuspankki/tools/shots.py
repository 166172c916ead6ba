"""`./kp shots [role …]`: enters the demo as one person of each role, follows the links, and pictures each page twice.

Uses the running demo, or runs one of its own meanwhile. Pictures go to `var/shots/<role>/`, at 1280 and at 360 px.
"""

import re
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urljoin, urlsplit

from django.utils.text import slugify
from playwright.sync_api import Browser, Page, sync_playwright

from .sources import ROOT

OUT = ROOT / "var" / "shots"
ADDRESS = ROOT / "var" / "demo" / "address"
WIDTHS = (1280, 360)
PAGES_EACH = 25
ARGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
LEAVE_OUT = ("/kirjaudu/", "/demo/", "/static/", "/kieli/")
FILES = (".pdf", ".xml", "/pdf/", "/luettelo/")


@contextmanager
def demo() -> Iterator[str]:
    if ADDRESS.exists():
        yield ADDRESS.read_text()
        return
    command = [sys.executable, "-m", "kokemuspankki.launch"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        for line in process.stdout:
            if "Ctrl-C" in line:
                break
        if not ADDRESS.exists():
            raise SystemExit("kp shots: the demo did not start")
        yield ADDRESS.read_text()
    finally:
        process.terminate()
        process.wait()


def walk(browser: Browser, address: str, role: str, person: str) -> int:
    """Breadth first from the person's front page; one picture per kind of page, not per row."""
    context = browser.new_context(locale="fi-FI", timezone_id="Europe/Helsinki", base_url=address)
    page = context.new_page()
    if person:
        page.goto("/kirjaudu/")
        page.locator(f'form:has(input[value="{person}"]) button').first.click()
        page.wait_for_load_state()
    waiting, seen, taken = deque([page.url if person else address + "/"]), set[str](), 0
    while waiting and taken < PAGES_EACH:
        target = waiting.popleft()
        kind = _kind(target)
        if kind in seen:
            continue
        seen.add(kind)
        answer = page.goto(target)
        if answer is None or not answer.ok:
            print(f"  {role}: {urlsplit(target).path} answers {answer.status if answer else 'nothing'}")
            continue
        taken += 1
        _picture(page, role, f"{taken:02}-{kind.strip('/').replace('/', '-') or 'front'}")
        waiting.extend(_links(page, address))
    context.close()
    return taken


def _kind(address: str) -> str:
    """The address without what names one row: slugs of twelve signs and numbers."""
    return re.sub(r"/(?:[A-Za-z0-9_-]{12}|\d+)(?=/)", "/x", urlsplit(address).path)


def _links(page: Page, address: str) -> list[str]:
    found = [urljoin(page.url, link.get_attribute("href") or "") for link in page.locator("a[href]").all()]
    paths = [link.split("#")[0] for link in found if link.startswith(address)]
    return [link for link in paths if not urlsplit(link).path.startswith(LEAVE_OUT) and not link.endswith(FILES)]


def _picture(page: Page, role: str, name: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=OUT / role / f"{name}-{width}.png", full_page=True)


def people(browser: Browser, address: str) -> list[tuple[str, str]]:
    """The first person of each role, as the demo's own sign-in page lists them: (role, the person's slug)."""
    page = browser.new_page(locale="fi-FI")
    page.goto(f"{address}/kirjaudu/")
    groups = page.locator(".demo-people > section").all()
    first = [group.locator('input[name="person"]').first.get_attribute("value") or "" for group in groups]
    roles = [slugify(group.locator("h3").inner_text()) for group in groups]
    page.close()
    return list(zip(roles, first, strict=True))


def main(wanted: list[str]) -> int:
    chromium = next((found for name in ("chromium", "google-chrome") if (found := shutil.which(name))), None)
    if chromium is None:
        print("kp shots needs chromium", file=sys.stderr)
        return 1
    shutil.rmtree(OUT, ignore_errors=True)
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        for role, person in [("public", ""), *people(browser, address)]:
            if not wanted or role in wanted:
                print(f"{role:20} {walk(browser, address, role, person)} pages")
        browser.close()
    print(f"Pictures are in {OUT.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
