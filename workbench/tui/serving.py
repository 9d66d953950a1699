"""textual-serve with a guard: no other web page may drive the app, and who comes from afar has to know a token."""

from __future__ import annotations

import hmac
import logging
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from textual_serve.server import Server

COOKIE = "workbench-token"


class GuardedServer(Server):
    """Serves the app to pages it sent itself.

    A browser lets any page open a websocket to this machine, so the origin is checked; a name that somebody made to
    point at this machine is no name of ours, so the host is checked where the server is local.
    """

    def __init__(self, command: str, host: str, port: int, token: str | None, *, local: bool) -> None:
        super().__init__(command, host=host, port=port, title="Alignment Workbench")
        self._token = token
        self._local = local

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._guard())
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Say nothing: the command line did."""

    def initialize_logging(self) -> None:
        """Only what went wrong, on stderr."""
        logging.basicConfig(level="WARNING", format="%(message)s")

    async def handle_index(self, request: web.Request) -> web.StreamResponse:
        """The page, which finds its way back under the name it was asked by."""
        self.public_url = f"http://{request.host}"
        return await super().handle_index(request)

    def _guard(self) -> Middleware:
        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            if self._local and _name(request.host) not in ("127.0.0.1", "localhost", "::1"):
                raise web.HTTPForbidden(text="This page is for this machine only.")
            origin = request.headers.get("Origin")
            if origin is not None and urlsplit(origin).netloc != request.host:
                raise web.HTTPForbidden(text="Another page may not use this one.")
            if self._token is None:
                return await handler(request)
            given = request.query.get("token") or request.cookies.get(COOKIE, "")
            if not hmac.compare_digest(given.encode(), self._token.encode()):
                raise web.HTTPForbidden(text="Open this page with ?token=… at the end of its address.")
            response = await handler(request)
            if "token" in request.query and not response.prepared:
                response.set_cookie(COOKIE, self._token, httponly=True, samesite="Strict")
            return response

        return guard


def _name(host: str) -> str:
    """The host without its port."""
    return urlsplit(f"//{host}").hostname or ""
