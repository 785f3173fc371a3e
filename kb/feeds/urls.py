"""Where a feed may go: a URL it asks, or is sent on to, in; the same checked and real one out."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urljoin, urlsplit

from kb.feeds.unanswered import Unanswered


class Way:
    """The hosts a feed names, and the server that stands for all of them where there is one."""

    def __init__(self, hosts: Collection[str], base_url: str = "") -> None:
        self._hosts = frozenset(host.lower() for host in hosts)
        self._base = base_url.rstrip("/")

    def checked(self, url: str) -> str:
        """The same URL; Unanswered where the feed may not ask it."""
        parts = urlsplit(url)
        host = parts.netloc.lower()
        if parts.scheme not in ("http", "https") or not host or "@" in host:
            raise Unanswered("it would ask what is no address of a host")
        if host not in self._hosts:
            raise Unanswered(f"it would go on to {host}, which is none of its hosts: refused")
        return url

    def real(self, url: str) -> str:
        """The URL that is really asked."""
        if not self._base:
            return url
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return f"{self._base}/{parts.netloc}{parts.path}{query}"

    def on(self, url: str, place: str) -> str:
        """Where a redirect leads from a URL; Unanswered for another host, or without its lock."""
        if not place:
            raise Unanswered("it sends the request on without saying where")
        if self._base and place.startswith(f"{self._base}/"):
            place = f"{urlsplit(url).scheme}:/{place.removeprefix(self._base)}"
        further = self.checked(urljoin(url, place))
        if urlsplit(url).scheme == "https" and urlsplit(further).scheme != "https":
            raise Unanswered("it sends the request on without encryption: refused")
        return further
