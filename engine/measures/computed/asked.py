"""What a formula is given: the panel as it stood, and who may be listened to."""

from __future__ import annotations

from kb.catalog import Catalog
from kb.frozen import dataclass
from kb.panel import Panel, Track
from kb.series import Computed, Series


@dataclass(frozen=True)
class Asked:
    """A series to compute for a day, with what was known by then.

    how  the catalogue's entry: the inputs in the order of the formula, the days of its window
    """

    panel: Panel
    catalog: Catalog
    series: Series
    how: Computed
    day: int
    known_at: int

    def said(self, name: str) -> tuple[Track, ...]:
        """What measuring sources say of a series, best first; documents argue and are left out."""
        return self._measured(self.panel.said(name, self.day, self.known_at))

    def told(self, name: str) -> tuple[Track, ...]:
        """The same with what is computed of it."""
        return self._measured(self.panel.visible(name, self.day, self.known_at))

    def best(self, name: str) -> Track | None:
        """The best source that is fresh, None where none is."""
        oldest = self.day - self.catalog.get(name).stale_after
        return next((each for each in self.told(name) if each.as_of[-1] >= oldest), None)

    def _measured(self, tracks: tuple[Track, ...]) -> tuple[Track, ...]:
        return tuple(t for t in tracks if len(t) and not is_document(self.catalog, t.source))


def is_document(catalog: Catalog, source: str) -> bool:
    """Whether a source argues instead of measuring."""
    return source in catalog.sources and catalog.sources[source].document


def is_venue(catalog: Catalog, source: str) -> bool:
    """Whether a source is one place of trade."""
    return source in catalog.sources and catalog.sources[source].venue
