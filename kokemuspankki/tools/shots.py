"""`./kp shots [role …]`: enters a demo as one person of each role, follows the links, and pictures each page twice.

Runs a demo of its own meanwhile and waits until its bank is full. Pictures go to `var/shots/<role>/`, at 1280 and at
360 px. Without a role named it also makes the README's own small pictures.
"""

import io
import os
import re
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from django.utils.text import slugify
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from .sources import ROOT

OUT = ROOT / "var" / "shots"
INSTANCE = "shots-bank"
ADDRESS = ROOT / "var" / INSTANCE / "address"
FILLING = ADDRESS.with_name("seeding")
SMALL = ROOT / "docs" / "pictures"
SMALL_WIDTH = 640
COLOURS = 64
README = ("expert", "orderer", "approver", "coordinator", "payroll", "main_user", "supervisor", "evaluator", "auditor")
WIDTHS = (1280, 360)
PAGES_EACH = 60
ARGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
LEAVE_OUT = ("/kirjaudu/", "/demo/", "/static/", "/kieli/")
FILES = (".pdf", ".xml", "/pdf/", "/luettelo/")


@contextmanager
def demo() -> Iterator[str]:
    environment = {**os.environ, "KP_INSTANCE": INSTANCE}
    print("Filling a bank of its own, about a minute …", flush=True)
    command = [sys.executable, "-m", "kokemuspankki.launch", "--reset"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        for line in process.stdout:
            if "The bank is full" in line or ("Ctrl-C" in line and not FILLING.exists()):
                break
        if not ADDRESS.exists() or FILLING.exists():
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
        enter(page, person)
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


def enter(page: Page, person: str) -> None:
    page.goto("/kirjaudu/")
    page.locator(f'form:has(input[value="{person}"]) button').first.click()
    page.wait_for_load_state()


def small(browser: Browser, address: str, people: list[tuple[str, str]]) -> None:
    """Front pages for the README: narrow enough to read, few enough colours to be light."""
    SMALL.mkdir(parents=True, exist_ok=True)
    for _role, person in people:
        context = browser.new_context(
            locale="fi-FI", base_url=address, viewport={"width": 1100, "height": 780}, device_scale_factor=2
        )
        page = context.new_page()
        enter(page, person)
        name = urlsplit(page.url).path.strip("/").split("/")[-1]
        if name in README:
            _light(page.screenshot(), SMALL / f"{name}.png")
        context.close()


def _light(picture: bytes, path: Path) -> None:
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image = image.resize((SMALL_WIDTH, round(image.height * SMALL_WIDTH / image.width)), Image.Resampling.LANCZOS)
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def _kind(address: str) -> str:
    """The address without what names one row: slugs of twelve signs, numbers, and the names of rules and letters."""
    path = re.sub(r"^/(saannot|viestit)/\w+/$", r"/\1/x/", urlsplit(address).path)
    return re.sub(r"/(?:[A-Za-z0-9_-]{12}|\d+)(?=/)", "/x", path)


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
        known = people(browser, address)
        if not wanted:
            small(browser, address, known)
        for role, person in [("public", ""), *known]:
            if not wanted or role in wanted:
                print(f"{role:20} {walk(browser, address, role, person)} pages")
        browser.close()
    print(f"Pictures are in {OUT.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
