"""A server on the loopback that says what it is told to: replies by path in, what was asked out."""

from __future__ import annotations

import gzip
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

RUBBISH = bytes(range(256)) * 4096  # a MiB


@dataclass(frozen=True)
class Reply:
    """What is answered once.

    rubbish  so many MiB after the body
    cut      the connection is closed so many bytes before its announced end
    late     seconds before anything is said
    """

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    gzipped: bool = False
    rubbish: int = 0
    cut: int = 0
    late: float = 0.0

    @property
    def content(self) -> bytes:
        """Its bytes on the way."""
        plain = self.body.encode() if isinstance(self.body, str) else self.body
        return gzip.compress(plain) if self.gzipped else plain


@dataclass(frozen=True)
class Asked:
    """A request that came."""

    path: str
    headers: dict[str, str]
    method: str
    body: bytes


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, *given: Any) -> None:
        """Who hangs up is no news."""


class Server:
    """Its replies by path, with its query, the beginning of that or without, the last reply again
    and again; what is asked otherwise is not there."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.replies: dict[str, list[Reply]] = {}
        self.asked: list[Asked] = []
        self.sent = 0
        self._http = _Quiet(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._http.socket = context.wrap_socket(self._http.socket, server_side=True)
            scheme = "https"
        self.url = f"{scheme}://127.0.0.1:{self._http.server_port}"

    def says(self, path: str, *replies: Reply | str) -> None:
        """From now on this path answers so, one reply after the other."""
        given = (Reply(each) if isinstance(each, str) else each for each in replies)
        self.replies[path] = list(given)

    def next_reply(self, path: str) -> Reply:
        """What is answered now."""
        begun = (key for key in self.replies if key.endswith("&") and path.startswith(key))
        known = (path, *begun, path.partition("?")[0])
        waiting = next((self.replies[key] for key in known if key in self.replies), [])
        if not waiting:
            return Reply("<html>no such thing</html>", 404)
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    @contextmanager
    def open(self) -> Iterator[Server]:
        """While it listens."""
        thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._http.shutdown()
            self._http.server_close()
            thread.join()


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

        def _answer(self, body: bytes) -> None:
            headers = {name.lower(): text for name, text in self.headers.items()}
            server.asked.append(Asked(self.path, headers, self.command, body))
            reply = server.next_reply(self.path)
            time.sleep(reply.late)
            if _matches(reply, headers):
                reply = Reply(status=304, headers=reply.headers)
            try:
                self._send(reply)
            except OSError:  # whoever asked has heard enough
                self.close_connection = True

        def _send(self, reply: Reply) -> None:
            content = reply.content
            length = len(content) + reply.rubbish * len(RUBBISH)
            self.send_response(reply.status)
            for name, text in reply.headers.items():
                self.send_header(name, text)
            if reply.gzipped:
                self.send_header("Content-Encoding", "gzip")
            if reply.rubbish:  # without a length, as a server that has lost its mind
                self.send_header("Connection", "close")
                self.close_connection = True
            elif reply.status != 304:
                self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(content[: len(content) - reply.cut])
            self.close_connection = self.close_connection or bool(reply.cut)
            for _ in range(reply.rubbish):
                self.wfile.write(RUBBISH)
                server.sent += len(RUBBISH)

        def log_message(self, *given: Any) -> None:
            """Say nothing."""

    return Handler


def _matches(reply: Reply, headers: dict[str, str]) -> bool:
    """Whether a conditional request already has what would be answered."""
    own = {name.lower(): text for name, text in reply.headers.items()}
    pairs = (("etag", "if-none-match"), ("last-modified", "if-modified-since"))
    asked = [(own.get(ours), headers[theirs]) for ours, theirs in pairs if theirs in headers]
    return bool(asked) and all(ours == theirs for ours, theirs in asked)


def self_signed(folder: Path) -> Path:
    """A certificate that nobody vouches for, with its key, in one file."""
    file = folder / "own.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-keyout", file, "-out", folder / "cert.pem", "-days", "2", "-subj",
         "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    file.write_bytes(file.read_bytes() + (folder / "cert.pem").read_bytes())
    return file
