#!/usr/bin/env python3
"""Opens a page that `omnizip preview --html` wrote in Debian's chromium and compares it with the JSON of `--json`.

  page_check.py video  PAGE.html REPORT.json [--screenshot PREFIX] [--wait-ms N]
  page_check.py folder PAGE.html REPORT.json [--screenshot PREFIX]

Prints, as JSON, what was checked. Exits with 1 and a message at the first difference, and if the page wrote an error or
a warning to the console, threw an error, or asked for anything besides itself and data: addresses.
"""

import argparse
import json
import math
import sys
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Locator, Page, sync_playwright

Json = dict[str, Any]
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WIDTHS = (360, 1280)


class Difference(Exception):
    """The page does not do what it must."""


def require(condition: bool, message: str) -> None:
    if not condition:
        raise Difference(message)


class Watch:
    """Everything that a page must not do, as it happens."""

    def __init__(self, page: Page) -> None:
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("dialog", self._dialog)
        page.on("popup", lambda popup: self.complaints.append(f"opened a window: {popup.url}"))

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning", "assert"):
            self.complaints.append(f"console {message.type}: {message.text}")

    def _dialog(self, dialog: Any) -> None:
        self.complaints.append(f"opened a dialog: {dialog.message}")
        dialog.dismiss()

    def settle(self, address: str) -> int:
        """Fails on any complaint and on any request besides `address`; gives the number of data: addresses."""
        require(not self.complaints, "; ".join(self.complaints))
        others = [url for url in self.requests if not url.startswith("data:") and url != address]
        require(not others, f"the page asked for {others}")
        require(self.requests.count(address) == 1, f"the page was asked for {self.requests.count(address)} times")
        return sum(url.startswith("data:") for url in self.requests)


@contextmanager
def opened(browser: Browser, path: Path, width: int = 1280, scheme: Scheme = "light") -> Iterator[tuple[Page, Watch]]:
    """A page in a context of its own; its complaints are raised at the end."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    watch = Watch(page)
    address = path.resolve().as_uri()
    page.goto(address)
    yield page, watch
    page.wait_for_timeout(50)
    watch.settle(address)
    context.close()


def value_at(report: Any, path: str) -> Any:
    """The value at a path such as "cost.full.tokens"; None where the path ends at a null."""
    for key in path.split("."):
        if report is None:
            return None
        require(key in report, f"the report has no {path}")
        report = report[key]
    return report


def same(shown: Any, expected: Any) -> bool:
    if isinstance(shown, (int, float)) and isinstance(expected, (int, float)):
        return math.isclose(shown, expected, rel_tol=1e-12, abs_tol=1e-15)
    return bool(shown == expected)


def compare_values(root: Locator, attribute: str, report: Any, where: str) -> set[str]:
    """Compares data-value of every element with `attribute` with the report; gives the paths."""
    pairs = root.locator(f"[{attribute}]").evaluate_all(
        "(nodes, name) => nodes.map((node) => [node.getAttribute(name), node.dataset.value, node.textContent])",
        attribute,
    )
    for path, value, text in pairs:
        expected = value_at(report, path)
        require(same(json.loads(value), expected), f"{where}: {path} is {value}, the report says {expected}")
        require(expected is None or bool(text.strip()) or expected == 0, f"{where}: {path} has no text")
    return {path for path, _, _ in pairs}


def shown_name(name: str) -> str:
    """The name as the page writes it: control characters and those that turn the direction of text written out."""
    short = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    turning = [0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A), 0xFEFF]

    def one(character: str) -> str:
        code = ord(character)
        is_control = code < 0x20 or 0x7F <= code < 0xA0 or code in turning
        return short.get(character, f"\\u{{{code:x}}}") if is_control else character

    return "".join(one(character) for character in name)


def check_width(browser: Browser, path: Path) -> None:
    for width in WIDTHS:
        for scheme in SCHEMES:
            with opened(browser, path, width, scheme) as (page, _):
                real = page.evaluate("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)")
                require(real <= width, f"the page is {real} pixels wide where {width} are there")


def take_screenshots(browser: Browser, path: Path, prefix: str, wait: int) -> list[str]:
    taken: list[str] = []
    views: list[tuple[str, int, Scheme]] = [("light", 1280, "light"), ("dark", 1280, "dark"), ("narrow", 360, "light")]
    for name, width, scheme in views:
        with opened(browser, path, width, scheme) as (page, _):
            middle = page.locator("[role=option][data-window]").count() // 2
            if middle:
                page.locator(f'[role=option][data-window="{middle}"]').click()
                page.mouse.move(0, 0)
            page.evaluate("window.scrollTo(0, 0)")
            page.wait_for_timeout(wait)
            taken.append(f"{prefix}-{name}.png")
            page.screenshot(path=taken[-1], full_page=True)
    return taken


# One video


def check_window(page: Page, outcome: Json, index: int) -> set[str]:
    """That window `index` is marked, shown, and shown with its own figures."""
    detail = page.locator("#window-detail")
    require(detail.get_attribute("data-window") == str(index), f"window {index} is not the one that is shown")
    marked = page.locator('[role=option][aria-selected="true"]').evaluate_all(
        "(all) => all.map((one) => one.dataset.window)"
    )
    require(marked == [str(index)], f"marked are the windows {marked}, not {index}")
    if not outcome["windows"]:
        return set()
    return compare_values(detail, "data-window-figure", outcome["windows"][index], f"{outcome['id']}, window {index}")


def check_audio_states(page: Page, outcome: Json, index: int) -> bool:
    """That the legend's counts add up to the window's: kept are dominant ones and anchors."""
    pairs = page.locator("#window-detail [data-audio-state]").evaluate_all(
        "(all) => all.map((one) => [one.dataset.audioState, Number(one.dataset.value)])"
    )
    if not pairs or not outcome["windows"]:
        return False
    states = dict(pairs)
    audio = outcome["windows"][index]["audio"]
    require(
        states["dominant"] + states["anchor"] == audio["kept"], f"window {index}: audio states {states} are not {audio}"
    )
    require(sum(states.values()) == audio["total"], f"window {index}: audio states {states} are not {audio}")
    return True


def check_masks(page: Page, outcome: Json, index: int) -> bool:
    """That as many cells are veiled as the window drops."""
    drawn = page.locator("#window-detail .patch").evaluate_all(
        "(all) => all.map((one) => one.querySelector('.veil')?.getAttribute('d').split('z').length - 1)"
    )
    if not drawn or None in drawn or not outcome["windows"]:
        return False
    dropped = outcome["windows"][index]["video"]["dropped"]
    require(sum(drawn) == dropped, f"window {index}: {sum(drawn)} cells are dimmed, {dropped} are dropped")
    return True


def walk_windows(page: Page, outcome: Json) -> Json:
    """Clicks a window in the middle and goes on by keys."""
    last = len(outcome["windows"]) - 1
    middle = last // 2
    page.locator(f'[role=option][data-window="{middle}"]').click()
    figures = check_window(page, outcome, middle)
    states, masks = check_audio_states(page, outcome, middle), check_masks(page, outcome, middle)
    require({"video.kept", "audio.kept", "retention", "rate"} <= figures, f"window figures are only {sorted(figures)}")
    visited = [middle]
    steps = (
        ("ArrowRight", min(last, middle + 1)),
        ("Home", 0),
        ("ArrowLeft", 0),
        ("End", last),
        ("ArrowLeft", max(0, last - 1)),
    )
    for key, expected in steps:
        page.keyboard.press(key)
        check_window(page, outcome, expected)
        check_audio_states(page, outcome, expected)
        check_masks(page, outcome, expected)
        visited.append(expected)
    return {"windows": visited, "window_figures": sorted(figures), "audio_states": states, "masks": masks}


def check_choices(page: Page, report: Json) -> list[str]:
    """Chooses every alternative and compares summary and window; then one by its row of the comparison."""
    outcomes = [report["chosen"], *report["alternatives"]]
    has_windows = bool(report["chosen"]["windows"])
    index = int(page.locator("#window-detail").get_attribute("data-window") or 0) if has_windows else 0
    for outcome in reversed(outcomes):
        if len(outcomes) > 1:
            page.locator("#choice").select_option(outcome["id"])
        compare_values(page.locator("body"), "data-figure", outcome, outcome["id"])
        if has_windows:
            check_window(page, outcome, index)
            check_audio_states(page, outcome, index)
            check_masks(page, outcome, index)
    rows = page.locator("[data-choice-row]")
    require(rows.count() == (len(outcomes) if len(outcomes) > 1 else 0), "the comparison does not hold every choice")
    for place in range(rows.count()):
        compare_values(rows.nth(place), "data-compare", outcomes[place], f"comparison row {place}")
    if rows.count():
        rows.last.locator("button").click()
        compare_values(page.locator("body"), "data-figure", outcomes[-1], outcomes[-1]["id"])
        require(page.locator("#choice").input_value() == outcomes[-1]["id"], "a row does not change the choice")
    return [outcome["id"] for outcome in outcomes]


def check_video(browser: Browser, path: Path, report: Json) -> Json:
    checked: Json = {}
    with opened(browser, path) as (page, watch):
        name = page.locator("h1").inner_text()
        require(name == shown_name(report["source"]["name"]), f"the heading is {name!r}")
        figures = compare_values(page.locator("body"), "data-figure", report["chosen"], "chosen")
        require(
            {"block.kept", "block.total", "video.kept", "audio.kept", "cost.total_share"} <= figures,
            f"figures: {figures}",
        )
        compare_values(page.locator("body"), "data-report-figure", report, "report")
        checked["figures"] = sorted(figures)
        options = page.locator("[role=option][data-window]").count()
        require(options == len(report["chosen"]["windows"]), f"the timeline has {options} windows")
        if options:
            checked |= walk_windows(page, report["chosen"])
        checked["choices"] = check_choices(page, report)
        rows = page.locator("[data-sweep-row]")
        require(rows.count() == len(report["sweep"]), f"the sweep has {rows.count()} rows")
        for place, outcome in enumerate(report["sweep"]):
            compare_values(rows.nth(place), "data-compare", outcome, f"sweep row {place}")
        checked["sweep_rows"] = rows.count()
        broken = page.locator("img").evaluate_all(
            "(all) => all.filter((one) => one.complete && !one.naturalWidth).length"
        )
        require(broken == 0, f"{broken} pictures cannot be shown")
        checked["data_addresses"] = watch.settle(path.resolve().as_uri())
    return checked


# A folder


def column_values(page: Page, column: str) -> list[Any]:
    values: list[Any] = page.locator(f'[data-row] [data-column="{column}"]').evaluate_all(
        "(all) => all.map((one) => JSON.parse(one.dataset.value))"
    )
    return values


def check_rows(page: Page, report: Json) -> None:
    derived = {"name", "tokens_per_second", "notes", "loss.moving_cells"}
    columns = page.locator("[data-sort]").evaluate_all("(all) => all.map((one) => one.dataset.sort)")
    for column in columns:
        values = column_values(page, column)
        require(len(values) == len(report["videos"]), f"column {column} has {len(values)} rows")
        if column in derived:
            continue
        for index, (value, video) in enumerate(zip(values, report["videos"])):
            require(same(value, value_at(video, column)), f"row {index}: {column} is {value}")
    names = page.locator("[data-row] th").evaluate_all("(all) => all.map((one) => one.textContent)")
    require(names == [shown_name(video["name"]) for video in report["videos"]], "names differ")
    notes = page.locator("[data-row]").evaluate_all("(all) => all.map((one) => one.querySelector('.unusual') !== null)")
    require(notes == [bool(video["outlier"]) for video in report["videos"]], "outliers differ")


def is_sorted(values: list[Any], ascending: bool) -> bool:
    """Whether values are in order and nulls last. Text goes by UTF-16 units, as a browser compares it."""
    known = [value for value in values if value is not None]
    if values[len(known) :] != [None] * (len(values) - len(known)):
        return False
    keys = [value.encode("utf-16-be") if isinstance(value, str) else value for value in known]
    return keys == sorted(keys, reverse=not ascending)


def check_sorting(page: Page, report: Json) -> list[str]:
    columns: list[str] = page.locator("[data-sort]").evaluate_all("(all) => all.map((one) => one.dataset.sort)")
    for column in columns:
        seen = []
        for press in ("click", "key"):
            button = page.locator(f'[data-sort="{column}"]')
            if press == "click":
                button.click()
            else:
                button.press("Enter")
            direction = page.locator("th[aria-sort]").evaluate_all(
                "(all) => all.map((one) => one.getAttribute('aria-sort'))"
            )
            require(len(direction) == 1, f"aria-sort stands at {len(direction)} columns")
            values = column_values(page, column)
            require(is_sorted(values, direction[0] == "ascending"), f"{column} is not sorted {direction[0]}")
            require(len(values) == len(report["videos"]), f"sorting by {column} loses rows")
            seen.append(direction[0])
        require(sorted(seen) == ["ascending", "descending"], f"{column} sorts only {seen}")
    return columns


def check_filter(page: Page, report: Json) -> int:
    """Filters by the first video's name and by outliers; gives how many rows the name left."""
    shown = page.locator("[data-row]:visible")
    page.locator("#filter").fill(shown_name(report["videos"][0]["name"]))
    left = shown.count()
    require(1 <= left <= len(report["videos"]), f"the filter leaves {left} rows")
    page.locator("#filter").fill("")
    page.locator("#only-unusual").check()
    require(shown.count() == sum(bool(video["outlier"]) for video in report["videos"]), "the filter of outliers")
    page.locator("#only-unusual").uncheck()
    require(shown.count() == len(report["videos"]), "rows do not come back")
    return left


def follow_first_link(browser: Browser, path: Path) -> str | None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(path.resolve().as_uri())
    links = page.locator("[data-row] a")
    target = None
    if links.count():
        href = links.first.get_attribute("href") or ""
        target = urllib.parse.unquote(href)
        expected = (path.parent / target).resolve()
        require(expected.is_file(), f"the link {href} leads to nothing")
        watch = Watch(page)
        links.first.click()
        page.wait_for_load_state()
        require(page.url.split("#")[0] == expected.as_uri(), f"the link {href} leads to {page.url}")
        require(bool(page.locator("h1").inner_text().strip()), f"{href} shows no name")
        watch.settle(expected.as_uri())
    context.close()
    return target


def check_folder(browser: Browser, path: Path, report: Json) -> Json:
    checked: Json = {}
    with opened(browser, path) as (page, _):
        checked["totals"] = sorted(compare_values(page.locator("body"), "data-figure", report, "totals"))
        require("totals.block.kept" in checked["totals"], f"totals: {checked['totals']}")
        require(page.locator("[data-row]").count() == len(report["videos"]), "rows are missing")
        require(page.locator("[data-failure]").count() == len(report["failures"]), "failures are missing")
        check_rows(page, report)
        linked = [video["page"] for video in report["videos"] if video["page"]]
        hrefs = page.locator("[data-row] a").evaluate_all("(all) => all.map((one) => one.getAttribute('href'))")
        require(hrefs == linked, "links differ")
        checked["sorted_by"] = check_sorting(page, report)
        checked["filtered_rows"] = check_filter(page, report) if report["videos"] else 0
        checked["rows"] = len(report["videos"])
    checked["followed"] = follow_first_link(browser, path)
    return checked


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=("video", "folder"))
    parser.add_argument("page", type=Path)
    parser.add_argument("report", type=Path)
    parser.add_argument("--screenshot", metavar="PREFIX", help="write PREFIX-light.png, -dark.png and -narrow.png")
    parser.add_argument("--wait-ms", type=int, default=300, help="time for pictures to be decoded before a screenshot")
    parser.add_argument("--chromium", default="/usr/bin/chromium", help="the browser")
    arguments = parser.parse_args()
    report = json.loads(arguments.report.read_text(encoding="utf-8"))
    check = check_video if arguments.kind == "video" else check_folder
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=arguments.chromium, args=["--no-sandbox"])
        try:
            checked = {"page": str(arguments.page), "kind": arguments.kind, **check(browser, arguments.page, report)}
            check_width(browser, arguments.page)
            checked["widths"] = list(WIDTHS)
            if arguments.screenshot:
                checked["screenshots"] = take_screenshots(
                    browser, arguments.page, arguments.screenshot, arguments.wait_ms
                )
        except Difference as difference:
            print(f"{arguments.page}: {difference}", file=sys.stderr)
            return 1
        finally:
            browser.close()
    print(json.dumps(checked, ensure_ascii=False, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
