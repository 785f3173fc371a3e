"""The server: requests over HTTP in, replies out, with what keeps strangers and browsers in bounds.

What is kept is answered at once, the rest by a few threads, and what is judged anew for a reader by
others, so that nobody else waits for it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from secrets import compare_digest
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from engine.site.pages import ADDRESS
from engine.web.listening import is_loopback
from engine.web.openapi import openapi
from engine.web.replies import HEAVY, HTML, JSON, Made, Query, Replies, Reply

LONGEST = 2_000
"""Characters of a path and of a question."""
FIELDS = 40
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
RECORDED = ("claim", "paragraph", "record", "day", "run", "search")
"""Pages that a new batch leaves as they are, where a recorded run is shown."""
_HEADS = """SELECT (SELECT ifnull(max(n), 0) FROM run), (SELECT ifnull(max(n), 0) FROM history),
    (SELECT ifnull(max(id), 0) FROM batch)"""
FRAMES = "; frame-ancestors 'none'"


class Server:
    """One base over HTTP.

    token  what every request must bring; "" where everybody on this machine may read
    """

    def __init__(self, replies: Replies, token: str = "") -> None:
        self.replies, self.token = replies, token
        self.made = Made()
        self._seen: tuple[int, tuple[int, int, int]] = (-1, (0, 0, 0))
        self._threads = ThreadPoolExecutor(THREADS, "page")
        self._judge = ThreadPoolExecutor(JUDGES, "judge")

    def app(self) -> Starlette:
        """The application."""
        return Starlette(
            routes=[Route("/{path:path}", self.answer, methods=["GET"])], lifespan=self._living
        )

    @asynccontextmanager
    async def _living(self, _: Starlette) -> AsyncIterator[None]:
        self._judge.submit(self.replies.warm)
        try:
            yield
        finally:
            self._threads.shutdown(wait=False, cancel_futures=True)
            self._judge.shutdown(wait=False, cancel_futures=True)

    async def answer(self, request: Request) -> Response:
        """The reply to one request."""
        if refused := self._refused(request):
            return _response(refused)
        if "token" in request.query_params and self.token:
            return self._entered(request)
        path = request.path_params["path"]
        if path == "openapi.json":
            return _response(Reply(200, JSON, json.dumps(openapi()).encode()))
        address, kind = _address(path)
        query = tuple(sorted(request.query_params.items()))
        return _response(await self._made(address, kind, query))

    async def _made(self, address: str, kind: str, query: Query) -> Reply:
        key = self._state(address, query), address, kind, query
        if found := self.made.get(key):
            return found
        heavy = address in HEAVY or address.endswith("/briefing")
        loop, threads = asyncio.get_running_loop(), self._judge if heavy else self._threads
        reply = await loop.run_in_executor(threads, self.replies.reply, address, kind, query)
        if reply.status == 200:
            self.made.keep(key, reply)
        return reply

    def _state(self, address: str, query: Query) -> object:
        """What a page is made from beside its address: another state of it is another page.

        What is recorded of a run never changes. What was judged saw the batches of its time.
        """
        runs, histories, batches = self._heads()
        kind, *names = address.split("/")
        if kind == "run" and len(names) == 2 and names[0] != "last":
            return ()
        if kind in RECORDED and runs and not query:
            return runs, histories
        return runs, histories, batches

    def _heads(self) -> tuple[int, int, int]:
        """How many runs, histories and batches there are, asked again once somebody wrote."""
        connection = self.replies.base().connection
        (version,) = connection.execute("PRAGMA data_version").fetchone()
        if self._seen[0] != version:
            self._seen = version, tuple(connection.execute(_HEADS).fetchone())
        return self._seen[1]

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
        if not _well_formed(request):
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


def _well_formed(request: Request) -> bool:
    """Whether path and question are UTF-8 without what acts on a screen, and of few fields."""
    try:
        query = request.scope["query_string"].decode("ascii")
        pairs = parse_qsl(query, True, False, errors="strict", max_num_fields=FIELDS)
    except ValueError:
        return False
    names = [name for name, _ in pairs]
    texts = [request.url.path, *(text for pair in pairs for text in pair)]
    return len(names) == len(set(names)) and all(text.isprintable() for text in texts)


def _address(path: str) -> tuple[str, str]:
    """The address that a path names, and as what it is wanted; "" for what is no address."""
    if path.startswith("api/"):
        address, kind = path.removeprefix("api/"), JSON
    elif path.endswith(".json"):
        address, kind = path.removesuffix(".json"), JSON
    else:
        address, kind = path.removesuffix(".html") or "index", HTML
    return (address if ADDRESS.fullmatch(address) else "", kind)


def _response(reply: Reply) -> Response:
    headers = HEADERS | {"content-security-policy": reply.policy + FRAMES}
    return Response(reply.body, reply.status, headers, media_type=reply.kind)
