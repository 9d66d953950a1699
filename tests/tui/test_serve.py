"""`workbench serve`: who may reach the app, and the app in a browser where there is one."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, WSServerHandshakeError
from aiohttp.test_utils import TestClient, TestServer
from click.testing import CliRunner
from textual.widgets import Static

from tests.browser import CHROMIUM, Browser, becomes, until
from tests.tui import corpora
from workbench.cli.main import Options, cli
from workbench.cli.serve import make_server
from workbench.config import VISITORS, Settings, named_file
from workbench.domain import Status
from workbench.errors import CorpusError, InputError
from workbench.store.corpus import Corpus
from workbench.tui.app import WorkbenchApp
from workbench.tui.dialogs.export import ExportDialog

TOKEN = "correct horse battery"


async def started(tmp_path: Path, token: str | None, host: str = "127.0.0.1") -> TestClient:  # type: ignore[type-arg]
    server = make_server(Options(tmp_path / "corpus.db", "zh-en-static", Settings("ann")), host, 8000, token)
    client = TestClient(TestServer(await server._make_app()))
    await client.start_server()
    return client


def test_another_host_wants_a_token() -> None:
    result = CliRunner().invoke(cli, ["serve", "--host", "0.0.0.0"])
    assert result.exit_code != 0
    assert "token" in str(result.exception)
    result = CliRunner().invoke(cli, ["serve", "--host", "0.0.0.0"], env={"WORKBENCH_TOKEN": "short"})
    assert "shorter" in str(result.exception)


async def test_a_local_page_needs_no_token_but_its_own_origin(tmp_path: Path) -> None:
    client = await started(tmp_path, None)
    try:
        assert (await client.get("/")).status == 200
        assert (await client.get("/", headers={"Host": "evil.example"})).status == 403
        with pytest.raises(WSServerHandshakeError):
            await client.ws_connect("/ws", headers={"Origin": "http://evil.example"})
    finally:
        await client.close()


async def test_with_a_token_nothing_goes_without_it(tmp_path: Path) -> None:
    client = await started(tmp_path, TOKEN)
    try:
        for path in ("/", "/ws", "/static/css/xterm.css", "/?token=wrong", f"/download/{'0' * 32}"):
            assert (await client.get(path)).status == 403
        page = await client.get("/", params={"token": TOKEN})
        assert page.status == 200
        cookie = page.cookies["workbench-token"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Strict"
        other: TestClient[Any, Any] = TestClient(client.server)
        assert (await other.get("/", cookies={"workbench-token": TOKEN})).status == 200
        await other.close()
    finally:
        await client.close()


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Host", "["),
        ("Host", "[::1"),
        ("Host", "127.0.0.1:x"),
        ("Host", '127.0.0.1:8000" onload=x'),
        ("Host", ""),
        ("Origin", "http://["),
        ("Origin", "null"),
        ("Origin", "\udce9"),
        ("Cookie", "workbench-token=\udcff\udcfe; =; ;;"),
        ("Cookie", 'a="unfinished; workbench-token=\\777'),
    ],
)
async def test_what_is_malformed_is_refused(tmp_path: Path, header: str, value: str) -> None:
    client = await started(tmp_path, TOKEN)
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
        lines = {"Host": f"127.0.0.1:{client.port}", header: value, "Connection": "close"}
        request = "GET / HTTP/1.1\r\n" + "".join(f"{name}: {each}\r\n" for name, each in lines.items()) + "\r\n"
        writer.write(request.encode("utf-8", "surrogateescape"))
        status = (await reader.readline()).split()[1]
        assert status in (b"400", b"403")
        writer.close()
    finally:
        await client.close()


async def test_the_page_loads_nothing_from_elsewhere_and_is_not_framed(tmp_path: Path) -> None:
    client = await started(tmp_path, None)
    try:
        page = await client.get("/")
        assert "://" not in await page.text()
        assert page.headers["X-Frame-Options"] == "DENY"
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        named = await client.get("/", params={"name": "Ann"})
        for text in (await page.text(), await named.text()):
            assert "://" not in text
            paths = re.findall(r'(?:src|href)="(/[^"]+)"|url\("([^"]+)"\)', text)
            assert paths
            for path in paths:
                assert (await client.get("".join(path))).status == 200
        refused = await client.get("/", headers={"Host": "evil.example"})
        assert refused.headers["X-Frame-Options"] == "DENY"
    finally:
        await client.close()


async def test_a_visitor_is_asked_for_a_name_once(tmp_path: Path) -> None:
    client = await started(tmp_path, None)
    try:
        asked = await (await client.get("/")).text()
        assert 'name="name"' in asked
        assert "textual.js" not in asked
        page = await client.get("/", params={"name": "  李 \x1b[31m雷\u202e "})
        assert "textual.js" in await page.text()
        cookie = page.cookies["workbench-name"]
        assert unquote(cookie.value).startswith("李")
        assert unquote(cookie.value).replace("\ufffd", "").isprintable()
        assert "textual.js" in await (await client.get("/")).text()
        async with ClientSession() as other:
            for name in ("", " "):
                blank = await other.get(client.make_url("/"), params={"name": name})
                assert 'name="name"' in await blank.text()
    finally:
        await client.close()


async def screen_with(socket: ClientWebSocketResponse, words: str) -> bytes:
    """What an app sends until it shows words."""
    shown = b""
    async with asyncio.timeout(60):
        while words.encode() not in shown:
            message = await socket.receive()
            shown += message.data if isinstance(message.data, bytes) else b""
    return shown


async def test_two_visitors_decide_under_their_names_and_see_each_other(tmp_path: Path) -> None:
    corpora.small(tmp_path / "corpus.db")
    client = await started(tmp_path, None)
    jars = CookieJar(unsafe=True), CookieJar(unsafe=True)
    visitors = [ClientSession(cookie_jar=jar) for jar in jars]
    try:
        sockets = []
        for visitor, name in zip(visitors, ("Ann", "李雷"), strict=True):
            await visitor.get(client.make_url("/"), params={"name": name})
            sockets.append(await visitor.ws_connect(client.make_url("/ws").with_query(width=120, height=36)))
            await screen_with(sockets[-1], "Hu Yuting")
        await sockets[0].send_str('["stdin", "c"]')
        await screen_with(sockets[1], "Ann changed rows")
        await sockets[1].send_str('["stdin", "n"]')
        await asyncio.sleep(1)  # A key for a row that is not drawn yet would be left out.
        await sockets[1].send_str('["stdin", "x"]')
        await screen_with(sockets[0], "李雷 changed rows")
        with Corpus.read(tmp_path / "corpus.db") as corpus:
            decided = {pair.reviewer: pair.status for pair in corpus.iter_pairs() if pair.reviewer}
        assert decided == {"Ann": Status.CONFIRMED, "李雷": Status.REJECTED}
        for socket in sockets:
            await socket.close()
    finally:
        for visitor in visitors:
            await visitor.close()
        await client.close()


async def test_a_visitors_export_is_downloaded_once(tmp_path: Path) -> None:
    corpora.small(tmp_path / "corpus.db")
    client = await started(tmp_path, None)
    try:
        await client.get("/", params={"name": "Ann"})
        socket = await client.ws_connect("/ws", params={"width": "120", "height": "36"})
        await screen_with(socket, "Hu Yuting")
        await socket.send_str('["focus"]')
        await asyncio.sleep(1)  # A key for a row that is not drawn yet would be left out.
        await socket.send_str('["stdin", "c"]')
        await socket.send_str('["stdin", "\\u0005"]')
        await screen_with(socket, "1 pair will be written")
        for keys in ("\\u0015", "../语料 1.tsv", "\\r"):
            await asyncio.sleep(0.5)
            await socket.send_str(f'["stdin", "{keys}"]')
        key = ""
        while not key:
            message = await socket.receive(timeout=30)
            if isinstance(message.data, str) and "deliver_file_start" in message.data:
                key = json.loads(message.data)[1]
        answer = await client.get(f"/download/{key}")
        assert answer.status == 200
        assert answer.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{quote('语料 1.tsv')}"
        header, row = (await answer.text()).splitlines()
        assert header.startswith("zh\ten")
        assert "tianjin-visit" in row
        assert (await client.get(f"/download/{key}")).status == 404
        assert (await client.get("/download/../../etc/passwd")).status == 404
        assert {path.name for path in tmp_path.iterdir() if not path.name.startswith("corpus.db")} == set()
        await socket.close()
    finally:
        await client.close()


async def test_python_in_the_current_folder_is_not_run_and_a_terminal_has_a_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpora.small(tmp_path / "corpus.db")
    marker = "raise SystemExit(open('planted', 'w').write('ran'))"
    for name in ("click", "workbench", "textual", "encodings"):
        (tmp_path / f"{name}.py").write_text(marker, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    client = await started(tmp_path, None)
    try:
        socket = await client.ws_connect("/ws", params={"width": "20000", "height": "20000"})
        shown = await socket.receive_bytes(timeout=60)
        while b"rows" not in shown:
            for message in ("no json", "[]", '["resize", {"width": "x"}]', '["resize", {"width": 1e9, "height": -5}]'):
                await socket.send_str(message)
            await socket.send_str('["resize", {"width": 20000, "height": 20000}]')
            shown += await socket.receive_bytes(timeout=60)
        assert not (tmp_path / "planted").exists()
        assert not re.search(rb"\x1b\[\d{4,}", shown)
        await socket.close()
    finally:
        await client.close()


def test_the_server_does_not_start_without_a_corpus(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["--db", str(tmp_path / "typo.db"), "serve"])
    assert isinstance(result.exception, CorpusError)
    assert "workbench align SOURCE TARGET --store" in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_the_token_is_not_in_the_list_of_processes(tmp_path: Path) -> None:
    corpora.small(tmp_path / "corpus.db")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "workbench", "serve", "--port", str(port), "--token", TOKEN]
    server = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        assert server.stderr.readline().startswith(f"http://127.0.0.1:{port}/?token={TOKEN}")
        listed = subprocess.run(["ps", "-ww", "-o", "args", "-p", str(server.pid)], capture_output=True, check=True)
        assert TOKEN.encode() not in listed.stdout
        assert b"serve" in listed.stdout
    finally:
        server.terminate()
        server.communicate(timeout=20)


def test_visitors_reach_the_files_of_one_folder_or_none(tmp_path: Path) -> None:
    assert named_file(" ~/x.tmx ", {}) == Path.home() / "x.tmx"
    with pytest.raises(InputError, match="out of reach"):
        named_file("x.tmx", {VISITORS: ""})
    for name in ("../x.tmx", "/etc/passwd", "a/b.tmx", "..", ".hidden", "c:x", "a\0b", "a\\b"):
        with pytest.raises(InputError, match="without a folder"):
            named_file(name, {VISITORS: str(tmp_path)})
    assert named_file("x.tmx", {VISITORS: str(tmp_path)}) == tmp_path / "x.tmx"


async def test_a_visitors_export_is_refused_in_the_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VISITORS, "")
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "corpus.db"
    corpora.small(path)
    before = set(tmp_path.iterdir())
    app = WorkbenchApp(path, Settings("ann"))
    async with app.run_test() as pilot:
        app.push_screen(ExportDialog(app.workspace))
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert "out of reach" in str(app.screen.query_one("#export-hint", Static).content)
    assert {each for each in tmp_path.iterdir() if not each.name.startswith("corpus.db")} <= before


def confirmed(path: Path) -> list[str | None]:
    """Who confirmed rows."""
    with Corpus.read(path) as corpus:
        return [pair.reviewer for pair in corpus.iter_pairs() if pair.status is Status.CONFIRMED]


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
async def test_chromium_types_copies_and_saves_at_once_and_fetches_nothing_elsewhere(
    tmp_path: Path,
) -> None:
    path = tmp_path / "corpus.db"
    corpora.small(path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "workbench", "--db", str(path), "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=os.environ | {"WORKBENCH_TOKEN": TOKEN}, stderr=subprocess.DEVNULL)
    try:
        async with Browser(tmp_path / "browser") as browser:
            await until(lambda: answers(port))
            for domain in ("Network", "Log"):
                await browser.call(f"{domain}.enable")
            page = f"http://127.0.0.1:{port}"
            granted = ["clipboardReadWrite", "clipboardSanitizedWrite"]
            await browser.call("Browser.grantPermissions", origin=page, permissions=granted)
            await browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path / "saved"))
            await browser.call("Page.navigate", url=f"{page}/?token={quote(TOKEN)}")
            await becomes(browser, "document.activeElement?.id", "name")
            await browser.press("An Na")
            await browser.value("document.forms[0].requestSubmit()")
            await becomes(browser, "document.activeElement?.className", "xterm-helper-textarea")
            # What is typed before the app has drawn anything is lost.
            await becomes(browser, "document.body.classList.contains('-first-byte')", True)
            await browser.press("c")
            await until(lambda: confirmed(path) == ["An Na"])
            await browser.press("Y")
            await becomes(browser, "navigator.clipboard.readText().then(text => text.includes('\\t'))", True)
            copied = await browser.value("navigator.clipboard.readText()")
            assert str(copied) in map("\t".join, zip(corpora.ENGLISH, corpora.CHINESE, strict=True))
            await browser.press_key("e", ord("E"), control=True)
            await asyncio.sleep(2)
            await browser.press_key("Enter", 13)
            await until((tmp_path / "saved" / "corpus.tmx").exists)
            asked = {
                event["params"]["request"]["url"]
                for event in browser.events
                if event.get("method") == "Network.requestWillBeSent"
            }
            assert any(url.endswith(".ttf") for url in asked)
            assert all(url.startswith((f"{page}/", "data:", "blob:")) for url in asked)
            refused = [event for event in browser.events if event.get("method") == "Log.entryAdded"]
            assert not [event for event in refused if event["params"]["entry"]["source"] == "security"]
    finally:
        server.terminate()
        await asyncio.to_thread(server.wait, 20)


def answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize(
    ("host", "wanted", "asks"),
    [
        ("0.0.0.0", "zh-CN,zh;q=0.9,en;q=0.8", "您的姓名"),
        ("0.0.0.0", "de-DE,en;q=0.8", "Your name"),
        ("0.0.0.0", "de-DE", "Your name"),
        ("127.0.0.1", "zh-CN", "Your name"),
    ],
)
async def test_visitors_are_asked_in_their_browsers_language_on_this_machine_in_the_programs(
    tmp_path: Path, host: str, wanted: str, asks: str
) -> None:
    client = await started(tmp_path, TOKEN, host)
    try:
        page = await client.get("/", params={"token": TOKEN}, headers={"Accept-Language": wanted})
        text = await page.text()
        assert asks in text
        assert "$" not in text
    finally:
        await client.close()
