#!/usr/bin/env python3
"""Opens a page of `omnizip preview --html` in headless Chromium and compares what it shows with the report's JSON.

usage: page_check.py video PAGE.html REPORT.json [--screenshots PREFIX]
       page_check.py folder PAGE.html REPORT.json [--screenshots PREFIX]

REPORT.json is what `omnizip preview --json` prints. Exit code 1 with a message for the first difference, any error or
warning on the console, any request but the page itself, and any page that scrolls sideways. Prints what was checked.
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Request, sync_playwright

CHROMIUM = "/usr/bin/chromium"
SUMMARY = [
    *["block.kept", "block.total", "video.kept", "video.total", "audio.kept", "audio.total"],
    *["video_removed", "audio_removed", "cost.prefill_share", "cost.total_share", "cost.compressed.kv_cache_bytes"],
    *["loss.psnr_db", "loss.longest_dropped_audio_seconds", "loss.salient_energy_kept"],
]
WINDOW = [
    *["video.kept", "video.total", "audio.kept", "audio.total", "retention", "base_rate", "rate", "loss.psnr_db"],
    *["loss.longest_dropped_audio_seconds", "loss.salient_energy_kept", "loss.moving_cells.kept"],
]
TOTALS = ["totals.videos", "totals.failed", "totals.block.kept", "totals.block.total", "totals.output_bytes"]


class Failure(Exception):
    """What is wrong with a page."""


def member(value: Any, path: str) -> Any:
    for key in path.split("."):
        if value is None:
            return None
        value = value[key]
    return value


def require(holds: bool, message: str) -> None:
    if not holds:
        raise Failure(message)


class Checker:
    def __init__(self, page: Page, address: str, report: Any) -> None:
        self.page = page
        self.address = address
        self.report = report
        self.checked: Counter[str] = Counter()
        self.problems: list[str] = []
        page.on("console", lambda m: self.problems.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("request", self.note_request)

    def note_request(self, request: Request) -> None:
        if request.url.split("#")[0] != self.address and not request.url.startswith("data:"):
            self.problems.append(f"a request to {request.url}")

    def quiet(self) -> None:
        require(not self.problems, "; ".join(self.problems))

    def figures(self, attribute: str, paths: list[str], expected: Any) -> None:
        """Every number of `paths` is on the page, as the JSON has it."""
        shown = self.page.eval_on_selector_all(
            f"[{attribute}]", f"nodes => nodes.map(n => [n.getAttribute('{attribute}'), n.dataset.value])"
        )
        values = dict(shown)
        require(len(values) == len(shown), f"{attribute} names a figure twice")
        for path in paths:
            require(path in values, f"{attribute}={path} is not shown")
            wanted, found = member(expected, path), values[path]
            same = found == "null" if wanted is None else found != "null" and float(found) == float(wanted)
            require(same, f"{path} is {found} on the page and {wanted} in the report")
            self.checked[attribute] += 1

    def fits(self) -> None:
        for width in (360, 1280):
            self.page.set_viewport_size(dict(width=width, height=900))
            self.page.wait_for_timeout(60)
            wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            require(wide <= 0, f"at {width} pixels the page is {wide} too wide")
            self.checked["widths"] += 1

    def screenshots(self, prefix: str) -> None:
        for name, scheme, width in [("light", "light", 1240), ("dark", "dark", 1240), ("narrow", "light", 390)]:
            self.page.emulate_media(color_scheme=scheme)
            self.page.set_viewport_size(dict(width=width, height=900))
            self.page.wait_for_timeout(100)
            self.page.screenshot(path=f"{prefix}-{name}.png", full_page=True)


class VideoChecker(Checker):
    def run(self) -> None:
        outcomes = [self.report["chosen"], *self.report["alternatives"]]
        self.outcome(outcomes[0], clicks=True)
        for other in outcomes[1:]:
            self.page.select_option("#choice", other["id"])
            self.outcome(other, clicks=False)
            self.checked["choices"] += 1
        if len(outcomes) > 1:
            self.page.click(f"#comparison-table tbody tr:nth-child({len(outcomes)}) button")
            self.figures("data-figure", SUMMARY, outcomes[-1])
        text = self.page.inner_text("main")
        require(f"{outcomes[-1]['block']['kept']:,}" in text, "the kept tokens are not written out")
        for image in self.page.query_selector_all("#window-detail img"):
            require(image.evaluate("i => i.decode().then(() => i.naturalWidth > 0)"), "a picture cannot be decoded")
            self.checked["pictures"] += 1
        for scheme in ("dark", "light"):
            self.page.emulate_media(color_scheme=scheme)
        self.fits()

    def outcome(self, outcome: Any, clicks: bool) -> None:
        self.figures("data-figure", SUMMARY, outcome)
        windows = outcome["windows"]
        middle = len(windows) // 2
        if clicks:
            self.page.locator(f'#timeline [data-window="{middle}"]').last.click()
            self.window(windows, middle)
            for key, index in [("ArrowRight", middle + 1), ("Home", 0), ("ArrowLeft", 0), ("End", len(windows) - 1)]:
                self.page.focus("#timeline")
                self.page.keyboard.press(key)
                self.window(windows, min(index, len(windows) - 1))
            self.page.locator(f'#timeline [data-window="{middle}"]').first.click()
        self.window(windows, middle)

    def window(self, windows: Any, index: int) -> None:
        shown = self.page.get_attribute("#window-detail", "data-window")
        require(shown == str(index), f"window {shown} is shown, not {index}")
        self.figures("data-window-figure", WINDOW, windows[index])
        label = self.page.get_attribute("#timeline", "aria-valuetext") or ""
        require(label.startswith(f"Window {index + 1} of {len(windows)}"), f"a reader hears {label!r}")
        self.checked["windows"] += 1


class FolderChecker(Checker):
    def run(self) -> None:
        self.figures("data-figure", TOTALS, self.report)
        videos = self.report["videos"]
        require(len(self.rows()) == len(videos), "a row is missing")
        for key in self.page.eval_on_selector_all("[data-sort]", "nodes => nodes.map(n => n.dataset.sort)"):
            self.sort(key)
        if len(videos) > 1:
            self.filter(videos)
        self.fits()
        link = self.page.query_selector("#videos a")
        if link is not None:
            address = link.evaluate("a => a.href")
            self.address = address
            link.click()
            self.page.wait_for_selector("#window-detail")
            require(self.page.url == address, f"the link leads to {self.page.url}")
            self.checked["links"] += 1

    def rows(self) -> list[int]:
        return self.page.eval_on_selector_all("#videos tr[data-row]", "rows => rows.map(r => Number(r.dataset.row))")

    def value(self, index: int, key: str) -> Any:
        video = self.report["videos"][index]
        if key == "share":
            return video["block"]["kept"] / video["block"]["total"] if video["block"]["total"] else None
        return len(video["warnings"]) if key == "warnings" else member(video, key)

    def sort(self, key: str) -> None:
        for direction in ("ascending", "descending"):
            self.page.click(f'[data-sort="{key}"]')
            head = self.page.locator(f'th:has([data-sort="{key}"])')
            require(head.get_attribute("aria-sort") == direction, f"{key}: the head does not say {direction}")
            values = [value for value in (self.value(row, key) for row in self.rows()) if value is not None]
            require(values == sorted(values, reverse=direction == "descending"), f"{key}: not {direction}")
            self.checked["sorts"] += 1

    def filter(self, videos: Any) -> None:
        name = min((video["name"] for video in videos), key=len)
        self.page.fill("#filter", name)
        shown = self.page.eval_on_selector_all("#videos tr[data-row]", "rows => rows.filter(r => !r.hidden).length")
        wanted = sum(name.lower() in video["name"].lower() for video in videos)
        require(shown == wanted, f"{shown} rows have {name!r} in their names, not {wanted}")
        self.page.fill("#filter", "")
        self.checked["filters"] += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=["video", "folder"])
    parser.add_argument("page", type=Path)
    parser.add_argument("report", type=Path)
    parser.add_argument("--screenshots", metavar="PREFIX")
    arguments = parser.parse_args()
    report = json.loads(arguments.report.read_text(encoding="utf-8"))
    address = arguments.page.resolve().as_uri()
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        kind = VideoChecker if arguments.kind == "video" else FolderChecker
        checker = kind(browser.new_page(viewport=dict(width=1280, height=900)), address, report)
        try:
            checker.page.goto(address)
            if arguments.screenshots:
                checker.screenshots(arguments.screenshots)
                checker.page.emulate_media(color_scheme="light")
                checker.page.set_viewport_size(dict(width=1280, height=900))
            checker.run()
            checker.quiet()
        except Failure as failure:
            sys.exit(f"{arguments.page}: {failure}" + "".join(f"\n{problem}" for problem in checker.problems))
        finally:
            browser.close()
    print(json.dumps(checker.checked, sort_keys=True))


if __name__ == "__main__":
    main()
