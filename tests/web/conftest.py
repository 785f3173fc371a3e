"""The base and the site of the desk, for those who ask a server."""

from __future__ import annotations

from tests.site.desk import base, site

__all__ = ["base", "site"]
