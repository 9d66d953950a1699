"""The review app in a browser: textual-serve's page and protocol behind a guard.

No other web page may drive or frame the app, nothing is loaded from elsewhere, who comes from afar has to know a
token, and what a visitor sends is checked before the app sees it.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote, unquote, urlsplit

from aiohttp import WSMsgType, web
from aiohttp.typedefs import Handler
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager
from textual_serve.server import Server

from workbench.config import LOOPBACK, REVIEWER, TOKEN, VISITORS
from workbench.i18n import LANGUAGE, LANGUAGES, N_, language
from workbench.i18n import gettext as _
from workbench.resources import package_text
from workbench.tui.text import visible

COOKIE = "workbench-token"
NAME_COOKIE = "workbench-name"
"""Holds the visitor's name, percent-encoded."""

_LONGEST_NAME = 60
_YEAR = 365 * 24 * 3600
_HTML_LANGUAGES = {"en": "en", "zh": "zh-Hans"}

LARGEST_TERMINAL = (600, 300)
"""Columns and rows: more than any screen shows."""

MOST_SESSIONS = 16
"""Apps at once; each is a process."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
    " font-src 'self'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""Of every response. The styles of the terminal are written into the page by its script."""

_PATIENCE = 10.0
"""Seconds an app has to end after it was asked to."""

_PAGE = Path(__file__).with_name("page")
_HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?")


class GuardedServer(Server):
    """Serves the app to pages it sent itself.

    A browser lets any page open a websocket to this machine, so the origin is checked; a stranger can point a name of
    his at this machine, so the host is checked where the server is local.
    """

    def __init__(
        self,
        command: Sequence[str],
        host: str,
        port: int,
        token: str | None,
        *,
        local: bool,
        folder: Path | None,
        report: Callable[[str], None],
    ) -> None:
        super().__init__("", host=host, port=port, title="Alignment Workbench")
        self._command = command
        self._token = token
        self._local = local
        self._folder = folder
        self._report = report
        self._sessions: set[_Session] = set()

    async def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[self._guard], client_max_size=1 << 16)
        app.on_response_prepare.append(_add_headers)
        app.on_shutdown.append(self.on_shutdown)
        app.add_routes(
            [
                web.get("/", self._start_page),
                web.get("/download/{key:[0-9a-f]{32}}", self.handle_download),
                web.get("/page.js", _file("page.js")),
                web.get("/ws", self.handle_websocket),
                web.static("/static", self.statics_path),
            ]
        )
        return app

    async def on_shutdown(self, app: web.Application) -> None:
        """End every session."""
        await asyncio.gather(*(session.stop() for session in self._sessions))

    def initialize_logging(self) -> None:
        """One line for what went wrong."""
        handler = _OneLine(self._report)
        logging.basicConfig(level="WARNING", handlers=[handler], force=True)

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """A session: an app of its own for a visitor, until either goes."""
        if len(self._sessions) >= MOST_SESSIONS:
            raise web.HTTPServiceUnavailable(text=_("Too many people are at work here."))
        websocket = web.WebSocketResponse(heartbeat=15, max_msg_size=1 << 20)
        await websocket.prepare(request)
        environment = {LANGUAGE: self._language(request), VISITORS: str(self._folder or "")}
        if visitor := _visitor(request):
            environment[REVIEWER] = visitor
        app = _Session(self._command, environment, websocket, self.download_manager)
        self._sessions.add(app)
        try:
            await app.start(*(_number(request.query.get(name)) for name in ("width", "height")))
            async for message in websocket:
                if message.type == WSMsgType.TEXT:
                    await _pass_on(message.data, app, websocket)
        finally:
            await app.stop()
            self._sessions.discard(app)
        return websocket

    async def handle_download(self, request: web.Request) -> web.StreamResponse:
        """An export, once, to whoever has the key that its app made up."""
        key = request.match_info["key"]
        try:
            download = await self.download_manager.get_download_metadata(key)
        except KeyError:
            raise web.HTTPNotFound(text=_("This download has expired; export again.")) from None
        name = quote(download.file_name)
        response = web.StreamResponse(
            headers={
                "Content-Type": "application/octet-stream",
                "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            }
        )
        await response.prepare(request)
        async for chunk in self.download_manager.download(key):
            await response.write(chunk)
        await response.write_eof()
        return response

    async def _start_page(self, request: web.Request) -> web.StreamResponse:
        """The app for a visitor with a name, which is kept; others are asked for theirs."""
        name, code = _visitor(request), self._language(request)
        if not name:
            return _page("name.html", code)
        response = _page("app_index.html", code)
        response.set_cookie(NAME_COOKIE, quote(name), max_age=_YEAR, httponly=True, samesite="Strict")
        return response

    def _language(self, request: web.Request) -> str:
        """The language of this program for its own user; for visitors the first language of their browser."""
        tags = [] if self._local else request.headers.get("Accept-Language", "").split(",")
        codes = (tag.partition(";")[0].strip().partition("-")[0].casefold() for tag in tags)
        return next((code for code in codes if code in LANGUAGES), language())

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not _HOST.fullmatch(request.host):
            raise web.HTTPBadRequest(text=_("The request names no valid host."))
        if self._local and urlsplit(f"//{request.host}").hostname not in LOOPBACK:
            raise web.HTTPForbidden(text=_("This page is for this machine only."))
        origin = request.headers.get("Origin")
        if origin is not None and origin not in (f"http://{request.host}", f"https://{request.host}"):
            raise web.HTTPForbidden(text=_("Another page may not use this one."))
        if self._token is None:
            return await handler(request)
        given = request.query.get("token") or request.cookies.get(COOKIE, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._token.encode()):
            raise web.HTTPForbidden(text=_("Open this page with ?token=… at the end of its address."))
        response = await handler(request)
        if "token" in request.query and not response.prepared:
            response.set_cookie(COOKIE, self._token, httponly=True, samesite="Strict")
        return response


class _Session(AppService):
    """An app in a process that runs no Python from the current folder and never learns the token."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        websocket: web.WebSocketResponse,
        downloads: DownloadManager,
    ) -> None:
        super().__init__(
            "",
            write_bytes=websocket.send_bytes,
            write_str=websocket.send_str,
            close=_closing(websocket),
            download_manager=downloads,
        )
        self._arguments = command
        self._visitors = environment

    async def _open_app_process(self, width: int = 80, height: int = 24) -> asyncio.subprocess.Process:
        environment = {**self._build_environment(width, height), **self._visitors}
        environment.pop(TOKEN, None)
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(
            *self._arguments, stdin=pipe, stdout=pipe, stderr=pipe, env=environment
        )
        self._stdin = self._process.stdin
        return self._process

    async def start(self, width: int, height: int) -> None:
        """Start the app in a terminal of that size, or of the nearest one that can be."""
        await super().start(*_clamped(width, height))

    async def set_terminal_size(self, width: int, height: int) -> None:
        """Resize the app's terminal."""
        await super().set_terminal_size(*_clamped(width, height))

    async def stop(self) -> None:
        """Ask the app to end, and wait for it."""
        task, self._task = self._task, None
        if task is not None and self._process is not None:
            await self._download_manager.cancel_app_downloads(self.app_service_id)
            await self.send_meta({"type": "quit"})
            await asyncio.wait([task], timeout=_PATIENCE)
            if self._process.returncode is None:
                with suppress(ProcessLookupError):
                    self._process.kill()
            await task
            await self._process.wait()


async def _pass_on(data: str, app: AppService, websocket: web.WebSocketResponse) -> None:
    """What the page sent, to the app; anything that is not a message of the protocol is dropped."""
    try:
        message = json.loads(data)
    except (ValueError, RecursionError):
        return
    match message:
        case ["stdin", str(keys)]:
            await app.send_bytes(keys.encode("utf-8", "replace"))
        case ["resize", {"width": int(width), "height": int(height)}]:
            await app.set_terminal_size(width, height)
        case ["ping", str(sent)]:
            await websocket.send_json(["pong", sent])
        case ["blur", *_]:
            await app.blur()
        case ["focus", *_]:
            await app.focus()


def _clamped(width: int, height: int) -> tuple[int, int]:
    return min(max(width, 1), LARGEST_TERMINAL[0]), min(max(height, 1), LARGEST_TERMINAL[1])


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 9 else 80


def _closing(websocket: web.WebSocketResponse) -> Callable[[], Awaitable[None]]:
    async def close() -> None:
        await websocket.close()

    return close


_WORDS = {
    "title": N_("Alignment Workbench"),
    "ended": N_("Session ended."),
    "again": N_("Start again"),
    "name": N_("Your name, which is stored with your decisions:"),
    "start": N_("Start"),
}
"""What the pages have a place for."""


def _page(name: str, code: str) -> web.Response:
    """A page in a language."""
    words = {place: escape(_(message, code)) for place, message in _WORDS.items()}
    text = Template(package_text(f"tui/page/{name}")).substitute(words, language=_HTML_LANGUAGES[code])
    return web.Response(text=text, content_type="text/html")


def _visitor(request: web.Request) -> str:
    """The name a visitor gave, now or before; empty where there is none."""
    name = request.query.get("name") or unquote(request.cookies.get(NAME_COOKIE, ""), errors="replace")
    return " ".join(visible(name).split())[:_LONGEST_NAME]


def _file(name: str) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        return web.FileResponse(_PAGE / name)

    return handler


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)


class _OneLine(logging.Handler):
    """A log record as one line, without its traceback."""

    def __init__(self, report: Callable[[str], None]) -> None:
        super().__init__()
        self._report = report

    def emit(self, record: logging.LogRecord) -> None:
        reason = f": {record.exc_info[1]}" if record.exc_info and record.exc_info[1] else ""
        self._report(" ".join(f"{record.getMessage()}{reason}".split()))
