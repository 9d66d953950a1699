"""Headless Chromium, where the machine has it."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


async def until(holds: Callable[[], bool], seconds: float = 40.0) -> None:
    """Wait for something to become true."""
    for _ in range(int(seconds * 20)):
        if holds():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not happen in time")


class Browser:
    """Headless Chromium on one page, spoken to through its debugging protocol."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0
        self.events: list[dict[str, Any]] = []
        """What the browser reported between the answers to commands."""

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
        await self._socket.close()
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
            self.events.append(answer)

    async def press(self, text: str) -> None:
        """Type, wherever the page has its focus."""
        await self.call("Input.insertText", text=text)

    async def press_key(self, key: str, code: int, *, control: bool = False, text: str = "") -> None:
        """Press a key by its name and its number; `text` is what it types, if anything."""
        pressed = {"key": key, "windowsVirtualKeyCode": code, "modifiers": 2 if control else 0, "text": text}
        for kind in ("keyDown" if text else "rawKeyDown", "keyUp"):
            await self.call("Input.dispatchKeyEvent", type=kind, **pressed)

    async def value(self, expression: str) -> object:
        """What an expression comes to in the page."""
        answer = await self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        return answer.get("result", {}).get("value")


async def becomes(browser: Browser, expression: str, wanted: object) -> None:
    """Wait until an expression comes to a value in the page."""
    found: object = None
    for _ in range(300):
        found = await browser.value(expression)
        if found == wanted:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{expression} is {found!r}")
