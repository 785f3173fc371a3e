"""The server: requests over HTTP in, replies out, with what keeps strangers and browsers in bounds.

What is kept is answered at once, and what is being made is made once for all who ask for it, by a
few threads. What is judged for one reader or for all is judged by others, so that nobody who asks
for something recorded waits for it.
"""

from __future__ import annotations

import asyncio
import json
from asyncio import Future
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from secrets import compare_digest
from urllib.parse import quote, urlencode, urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from engine.web.asked import address_of, well_formed
from engine.web.listening import is_loopback
from engine.web.made import Made, Reply
from engine.web.newest import Newest, Shown
from engine.web.openapi import openapi
from engine.web.replies import HEAVY, HTML, JSON, RECORDED, Query, Replies, chosen

LONGEST = 2_000
"""Characters of a path and of a question."""
THREADS, JUDGES = 4, 2
COOKIE = "downdraft"
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
STEADY = ("claim", "paragraph", "record", "day", "run")
"""Pages that a new batch leaves as they are, where a recorded run is shown."""
FRAMES = "; frame-ancestors 'none'"


class Server:
    """One base over HTTP.

    token  what every request must bring; "" where everybody on this machine may read
    """

    def __init__(self, replies: Replies, token: str = "") -> None:
        self.replies, self.token = replies, token
        self.made = Made()
        self._reading = replies.reading
        self._making: dict[object, Future[Reply]] = {}
        self._threads = ThreadPoolExecutor(THREADS, "page")
        self._judge = ThreadPoolExecutor(JUDGES, "judge")
        self._alone = ThreadPoolExecutor(1, "newest")
        self._newest = Newest(replies.reading, self._alone)

    def app(self) -> Starlette:
        """The application."""
        return Starlette(
            routes=[Route("/{path:path}", self.answer, methods=["GET"])], lifespan=self._living
        )

    @asynccontextmanager
    async def _living(self, _: Starlette) -> AsyncIterator[None]:
        self._judge.submit(self._reading.warm)
        try:
            yield
        finally:
            self.end()

    def end(self) -> None:
        """Begin nothing any more."""
        self._reading.ended = True
        for each in (self._threads, self._judge, self._alone):
            each.shutdown(wait=False, cancel_futures=True)

    async def answer(self, request: Request) -> Response:
        """The reply to one request."""
        if refused := self._refused(request):
            return _response(refused)
        if "token" in request.query_params and self.token:
            return self._entered(request)
        path = request.path_params["path"]
        if path == "openapi.json":
            return _response(Reply(200, JSON, json.dumps(openapi()).encode()))
        address, kind = address_of(path)
        query = tuple(sorted(request.query_params.items()))
        return _response(await self._made(address, kind, query))

    async def _made(self, address: str, kind: str, query: Query) -> Reply:
        shown = await self._shown(address, query)
        key = self._state(address, query, shown), address, kind, query
        if found := self.made.get(key):
            return found
        if key not in self._making:
            making = asyncio.ensure_future(self._make(key, shown))
            self._making[key] = making
            making.add_done_callback(lambda _: self._making.pop(key))
        return await asyncio.shield(self._making[key])

    async def _shown(self, address: str, query: Query) -> Shown | None:
        """The day that is shown where the question chooses none."""
        if chosen(query) or not address:
            return None
        kind, _, name = address.partition("/")
        if kind in RECORDED:
            return self._newest.at_hand
        try:
            return await self._newest.shown(name if kind == "claim" else "")
        except Exception:  # what is wrong is told by whoever makes the page
            return None

    async def _make(self, key: tuple[object, str, str, Query], shown: Shown | None) -> Reply:
        _, address, kind, query = key
        alone = shown is None and address.partition("/")[0] not in RECORDED
        heavy = alone or address in HEAVY or address.endswith("/briefing")
        loop, threads = asyncio.get_running_loop(), self._judge if heavy else self._threads
        reply = await loop.run_in_executor(threads, self.replies.reply, address, kind, query, shown)
        if reply.status == 200:
            self.made.keep(key, reply)
        return reply

    def _state(self, address: str, query: Query, shown: Shown | None) -> object:
        """What a page is made from beside its address: another state of it is another page.

        What is recorded of a run never changes. What was judged saw the batches of its time.
        """
        kind, *names = address.split("/")
        if kind == "run" and len(names) == 2 and names[0] != "last":
            return ()
        runs, histories, batches = self._reading.heads()
        key = shown.key if shown else ()
        if kind in STEADY and runs and not query:
            return key, runs, histories
        return key, runs, histories, batches

    def _refused(self, request: Request) -> Reply | None:
        """Why a request is not answered: too long, malformed, from elsewhere, or without token."""
        kind = JSON if request.url.path.startswith("/api") else HTML
        lost = self.replies.lost
        raw = request.scope.get("raw_path", b"") or b""
        if len(raw) > LONGEST or len(request.scope["query_string"]) > LONGEST:
            return lost(414, "that address is too long", kind)
        if (
            int(request.headers.get("content-length") or 0)
            or "transfer-encoding" in request.headers
        ):
            return lost(413, "a page is asked for without a body", kind)
        if not well_formed(request):
            return lost(400, "that address cannot be read", kind)
        if self.token:
            return None if self._known(request) else lost(401, "this needs its token", kind)
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
        return (
            None if is_loopback(host) else lost(400, "ask for this machine by its own name", kind)
        )

    def _known(self, request: Request) -> bool:
        given = (
            request.headers.get("authorization", "").removeprefix("Bearer "),
            request.cookies.get(COOKIE, ""),
            request.query_params.get("token", ""),
        )
        return any(compare_digest(each.encode(), self.token.encode()) for each in given if each)

    def _entered(self, request: Request) -> Response:
        """A browser that brought the token once keeps it in a cookie, and it leaves the address."""
        rest = urlencode([(n, text) for n, text in request.query_params.items() if n != "token"])
        path = f"/{request.path_params['path'].lstrip('/')}"  # never another host
        response = RedirectResponse(f"{quote(path)}{'?' if rest else ''}{rest}", 303, HEADERS)
        response.set_cookie(
            COOKIE, self.token, httponly=True, samesite="strict",
            secure=request.url.scheme == "https",
        )  # fmt: skip
        return response


def _response(reply: Reply) -> Response:
    headers = HEADERS | {"content-security-policy": reply.policy + FRAMES}
    if reply.batch:
        headers |= {"downdraft-batch": str(reply.batch)}
    return Response(reply.body, reply.status, headers, media_type=reply.kind)
