"""What httpx says on the way: its logs kept quiet, its errors in words that hold no request."""

from __future__ import annotations

import errno
import logging
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kb.feeds.unanswered import Unanswered

_CHATTY = ("httpx", "httpcore")
_NO_WAY: dict[type, str] = {
    socket.gaierror: "its name is not found",
    ConnectionRefusedError: "it refuses the connection",
}
_NO_ROUTE = dict.fromkeys((errno.ENETUNREACH, errno.EHOSTUNREACH), "no way leads to it")


@contextmanager
def quiet() -> Iterator[None]:
    """No line of a log while it asks: httpx writes down every URL, and a key may stand in one."""
    loggers = [logging.getLogger(name) for name in _CHATTY]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


@contextmanager
def in_words(httpx: Any, timeout: float) -> Iterator[None]:
    """What goes wrong on the way, as Unanswered; nothing of the request stands in it."""
    try:
        yield
    except httpx.TimeoutException:
        why = f"it did not answer within {timeout:g} seconds"
        raise Unanswered(why, passing=True) from None
    except httpx.ConnectError as error:
        raise _not_reached(error) from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol):
        raise Unanswered("its address is no URL") from None
    except httpx.TransportError:
        raise Unanswered("the connection was cut", passing=True) from None


def _not_reached(error: BaseException) -> Unanswered:
    """Why no connection came about; a certificate that cannot be trusted does not pass."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Unanswered(f"its certificate cannot be trusted: {cause.verify_message}")
        if why := _NO_WAY.get(type(cause)) or _NO_ROUTE.get(getattr(cause, "errno", None) or 0):
            return Unanswered(why, passing=True, unreached=True)
        cause = cause.__cause__ or cause.__context__
    return Unanswered("it cannot be reached", passing=True)
