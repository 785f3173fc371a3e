"""The base and the site of the desk, made once for all that look at them."""

from __future__ import annotations

from tests.site.desk import base, site

__all__ = ["base", "site"]
