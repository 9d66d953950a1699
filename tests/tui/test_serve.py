"""`workbench serve`: who may reach the app, and the app in a browser where there is one."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp import ClientSession, WSServerHandshakeError
from aiohttp.test_utils import TestClient, TestServer
from click.testing import CliRunner
from textual.widgets import Static

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
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


async def started(tmp_path: Path, token: str | None) -> TestClient:  # type: ignore[type-arg]
    server = make_server(Options(tmp_path / "corpus.db", "zh-en-static"), "127.0.0.1", 8000, token)
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
        for path in ("/", "/ws", "/static/css/xterm.css", "/?token=wrong"):
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
        for path in re.findall(r'(?:src|href)="(/[^"]+)"|url\("([^"]+)"\)', await page.text()):
            assert (await client.get("".join(path))).status == 200
        refused = await client.get("/", headers={"Host": "evil.example"})
        assert refused.headers["X-Frame-Options"] == "DENY"
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


class Browser:
    """Headless Chromium on one page, spoken to through its debugging protocol."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0

    async def __aenter__(self) -> Browser:
        assert CHROMIUM is not None
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--window-size=1400,900"]
        command = [CHROMIUM, *flags, f"--user-data-dir={self._folder}", "about:blank"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        port_file = self._folder / "DevToolsActivePort"
        await until(port_file.exists)
        await until(lambda: port_file.read_text().count("\n") > 0)
        port = port_file.read_text().split()[0]
        self._session = ClientSession()
        async with self._session.get(f"http://127.0.0.1:{port}/json") as response:
            targets = await response.json()
        address = next(each["webSocketDebuggerUrl"] for each in targets if each["type"] == "page")
        self._socket = await self._session.ws_connect(address, max_msg_size=0)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        self._process.terminate()
        await asyncio.to_thread(self._process.wait, 20)

    async def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """One command of the protocol and its answer."""
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": parameters})
        while True:
            answer = await self._socket.receive_json(timeout=30)
            if answer.get("id") == self._number:
                return dict(answer.get("result", {}))

    async def press(self, key: str) -> None:
        """Click into the page, so that it has the focus, and type a key."""
        where = {"x": 700, "y": 500, "button": "left", "clickCount": 1}
        for kind in ("mousePressed", "mouseReleased"):
            await self.call("Input.dispatchMouseEvent", type=kind, **where)
        await self.call("Input.insertText", text=key)


async def until(holds: Callable[[], bool], seconds: float = 40.0) -> None:
    """Wait for something to become true."""
    for _ in range(int(seconds * 20)):
        if holds():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not happen in time")


def confirmed(path: Path) -> int:
    with Corpus.read(path) as corpus:
        return sum(pair.status is Status.CONFIRMED for pair in corpus.iter_pairs())


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
async def test_a_key_pressed_in_chromium_reaches_the_corpus(tmp_path: Path) -> None:
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
            await browser.call("Page.navigate", url=f"http://127.0.0.1:{port}/?token={quote(TOKEN)}")
            for _ in range(60):
                await asyncio.sleep(1)
                await browser.press("c")
                if await asyncio.to_thread(confirmed, path):
                    break
            assert confirmed(path) >= 1
    finally:
        server.terminate()
        await asyncio.to_thread(server.wait, 20)


def answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0
