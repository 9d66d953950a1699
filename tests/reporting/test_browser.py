"""The page in headless Chromium: quiet, narrow enough, legible in both schemes, and usable from the keyboard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.browser import CHROMIUM, Browser, becomes
from tests.conftest import Workbench
from workbench.domain import Flag, Language, Pair, PairSide, Relation, Severity, Side
from workbench.store.corpus import Corpus

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")

CONTRAST = """
(() => {
  const parts = (text) => text.match(/[\\d.]+/g).map(Number);
  const over = ([r, g, b, a = 1], below) => [r, g, b].map((value, i) => value * a + below[i] * (1 - a));
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    const above = element.parentElement ? ground(element.parentElement) : [255, 255, 255];
    return over(parts(getComputedStyle(element).backgroundColor), above);
  };
  const faint = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.getClientRects().length || element.closest("script, title, desc")) continue;
    const style = getComputedStyle(element);
    const ink = element.closest("svg") ? style.fill : style.color;
    const [a, b] = [light(parts(ink)), light(ground(element))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) faint.push(element.outerHTML.slice(0, 120));
  }
  return faint;
})()
"""


@asynccontextmanager
async def opened(page: Path, tmp_path: Path) -> AsyncIterator[Browser]:
    """The page in a browser that notes what it logs and fetches; a page that does either fails."""
    async with Browser(tmp_path / "browser") as browser:
        for domain in ("Network", "Log", "Runtime", "Page"):
            await browser.call(f"{domain}.enable")
        await browser.call("Page.navigate", url=page.as_uri())
        await becomes(browser, "document.readyState", "complete")
        yield browser
        logged = [each for each in browser.events if each["method"] in ("Log.entryAdded", "Runtime.exceptionThrown")]
        assert logged == []
        asked = [
            each["params"]["request"]["url"] for each in browser.events if each["method"] == "Network.requestWillBeSent"
        ]
        assert {url.partition("#")[0] for url in asked} <= {page.as_uri()}


@pytest.fixture
def page(workbench: Workbench, rich: Path, tmp_path: Path) -> Path:
    assert workbench("--db", rich, "report", "-o", "page.html").code == 0
    return tmp_path / "page.html"


async def emulate(browser: Browser, width: int, scheme: str) -> None:
    await browser.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    await browser.call("Emulation.setEmulatedMedia", media="screen", features=features)


async def test_no_message_no_request_no_sideways_scrolling_no_faint_text(page: Path, tmp_path: Path) -> None:
    async with opened(page, tmp_path) as browser:
        for scheme in ("light", "dark"):
            for width in (320, 400, 1200):
                await emulate(browser, width, scheme)
                scrolled = await browser.value("document.scrollingElement.scrollWidth")
                assert isinstance(scrolled, int)
                assert scrolled <= width, (width, scheme)
                assert await browser.value(CONTRAST) == [], (width, scheme)


async def test_long_names_and_words_do_not_widen_the_page(workbench: Workbench, tmp_path: Path) -> None:
    long = "a-name-without-a-space-" * 12
    flag = Flag(long, Severity.ERROR, Side.SOURCE, 0, 5_000, "x" * 5_000, "z" * 3_000, "m" * 2_000)
    source = PairSide.whole(long, Language.EN, [0], "x" * 6_000)
    target = PairSide.whole("文" * 200, Language.ZH_HANS, [0], "长" * 6_000)
    with Corpus.create(tmp_path / "long.db") as corpus:
        corpus.add_pairs([Pair(source, target, Relation.TRANSLATION, probability=0.5, flags=(flag,))])
    assert workbench("--db", tmp_path / "long.db", "report", "-o", "page.html").code == 0
    async with opened(tmp_path / "page.html", tmp_path) as browser:
        for width in (320, 400, 1200):
            await emulate(browser, width, "light")
            scrolled = await browser.value("document.scrollingElement.scrollWidth")
            assert isinstance(scrolled, int)
            assert scrolled <= width


async def shown(browser: Browser) -> object:
    return await browser.value("document.querySelectorAll('.row:not([hidden])').length")


async def test_search_filters_and_keys(page: Path, tmp_path: Path) -> None:
    async with opened(page, tmp_path) as browser:
        assert await shown(browser) == 30
        await browser.press_key("/", 191, text="/")
        await becomes(browser, "document.activeElement.id", "search")
        await browser.press("KYRGYZ")
        await becomes(browser, "document.querySelectorAll('.row:not([hidden])').length", 1)
        assert await browser.value("document.getElementById('count').textContent") == "1 of 30 rows match."
        await browser.press_key("Escape", 27)
        await becomes(browser, "document.querySelectorAll('.row:not([hidden])').length", 30)
        for key, row in (("j", "row-1"), ("j", "row-2"), ("j", "row-3"), ("k", "row-2")):
            await browser.press_key(key, ord(key.upper()), text=key)
            await becomes(browser, "document.activeElement.id", row)
        choose = "(() => {const s = document.getElementsByName('status')[0]; s.value = 'rejected';"
        await browser.value(choose + "s.dispatchEvent(new Event('input', {bubbles: true}))})()")
        await becomes(browser, "document.getElementById('count').textContent", "5 of 30 rows match.")
        await browser.value("document.getElementById('all').click()")
        assert await shown(browser) == 30


async def test_every_control_is_reached_by_tab_with_a_visible_focus(page: Path, tmp_path: Path) -> None:
    async with opened(page, tmp_path) as browser:
        seen = []
        for _stop in range(60):
            await browser.press_key("Tab", 9)
            seen.append(await browser.value("document.activeElement.id || document.activeElement.tagName"))
            outline = await browser.value("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", seen
            if seen[-1] == "all":
                break
        assert seen[-1] == "all"
        assert seen.index("search") < seen.index("all")


async def test_without_its_script_the_page_shows_everything(page: Path, tmp_path: Path) -> None:
    async with Browser(tmp_path / "browser") as browser:
        await browser.call("Emulation.setScriptExecutionDisabled", value=True)
        await browser.call("Page.navigate", url=page.as_uri())
        await becomes(browser, "document.readyState", "complete")
        assert await shown(browser) == 30
        assert await browser.value("document.getElementById('filters').getClientRects().length") == 0


async def test_it_prints(page: Path, tmp_path: Path) -> None:
    async with opened(page, tmp_path) as browser:
        await browser.call("Emulation.setEmulatedMedia", media="print", features=[])
        assert await browser.value("document.getElementById('filters').getClientRects().length") == 0
        assert await browser.value("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
