"""`workbench serve`: who may reach the app, and the app in a browser where there is one."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from aiohttp import ClientSession, WSServerHandshakeError
from aiohttp.test_utils import TestClient, TestServer
from click.testing import CliRunner

from tests.tui import corpora
from workbench.cli.main import Options, cli
from workbench.cli.serve import make_server

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
    result = CliRunner().invoke(cli, ["serve", "--host", "0.0.0.0", "--token", "short"])
    assert "shorter" in str(result.exception)


async def test_a_local_page_needs_no_token_but_its_own_origin(tmp_path: Path) -> None:
    client = await started(tmp_path, None)
    try:
        page = await client.get("/")
        assert page.status == 200
        assert f"ws://127.0.0.1:{client.port}/ws" in await page.text()
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
        other = TestClient(client.server)
        assert (await other.get("/", cookies={"workbench-token": TOKEN})).status == 200
        await other.close()
    finally:
        await client.close()


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
async def test_the_app_runs_in_chromium(tmp_path: Path) -> None:
    corpora.small(tmp_path / "corpus.db")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "workbench", "--db", str(tmp_path / "corpus.db"), "serve", "--port", str(port)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}/"
        async with ClientSession() as session:
            for _ in range(200):
                try:
                    async with session.get(address):
                        break
                except OSError:
                    await asyncio.sleep(0.1)
        picture = tmp_path / "page.png"
        assert CHROMIUM is not None
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=15000"]
        flags.append(f"--user-data-dir={tmp_path}")
        shot = [CHROMIUM, *flags, f"--screenshot={picture}", address]
        done = await asyncio.to_thread(subprocess.run, shot, capture_output=True, timeout=90, check=False)
        assert done.returncode == 0, done.stderr.decode(errors="replace")[-2000:]
        # A page where the app never appeared compresses to next to nothing.
        assert picture.stat().st_size > 20_000
    finally:
        server.terminate()
        server.wait(timeout=20)
