"""Where a server listens: a host and a port in, a socket bound to them, and requests answered."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from types import FrameType
from typing import Any

MOST = 400
"""Connections at once."""
PATIENCE = 5
"""Seconds that an interrupted server gives those whose page is being made."""
ENDING = (signal.SIGINT, signal.SIGTERM)
SWITCH = 0.001
"""Seconds after which a thread that judges lets one that answers go on."""


class NotFree(Exception):
    """Nothing can listen at an address; says why, and what to do."""


def is_loopback(host: str) -> bool:
    """Whether a name or an address is this machine's own."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def bound(host: str, port: int) -> socket.socket:
    """A socket at an address; port 0 takes a free one. NotFree where nothing can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host.strip("[]"), port), family=family, backlog=2_048)
    except (OSError, UnicodeError) as error:
        why = os.strerror(error.errno).lower() if isinstance(error, OSError) and error.errno else ""
        told = f"nothing can listen at {host}, port {port} ({why or 'no address of this machine'})"
        raise NotFree(f"{told}; another port is --port, and 0 takes a free one") from None


def listen(app: Any, at: socket.socket) -> None:
    """Answer an application's requests until somebody interrupts; twice, and nobody is waited for.

    What breaks off then is no fault, and no line of the log.
    """
    import uvicorn

    class Server(uvicorn.Server):
        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
            super().handle_exit(sig, frame)

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            """Take signals, and raise none of them again at the end."""
            before = {each: signal.signal(each, self.handle_exit) for each in ENDING}
            try:
                yield
            finally:
                for each, handler in before.items():
                    signal.signal(each, handler)

    sys.setswitchinterval(SWITCH)
    settings = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False,
        limit_concurrency=MOST, timeout_keep_alive=20, h11_max_incomplete_event_size=16_384,
        ws="none", timeout_graceful_shutdown=PATIENCE,
    )  # fmt: skip
    Server(settings).run(sockets=[at])
