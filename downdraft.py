"""downdraft for Python: why a leveraged market falls and where it stops, each sentence proved.

    import downdraft

    with downdraft.Base.open("downdraft.db") as base:
        base.add([{"series": "price.close", "as_of": "2025-11-14", "value": 94594}], source="desk")
        briefing = base.brief(as_of="2025-11-14")
        print(briefing.headline)
        print(briefing.why("cut_odds_collapsed"))

The methods say what they raise; every error is a sentence.
"""

import engine
from engine.door.base import Base
from engine.door.briefing import Briefing, Told
from engine.door.history import History
from engine.door.table import Table
from kb.errors import StoreError

__version__ = engine.VERSION

__all__ = ["Base", "Briefing", "History", "StoreError", "Table", "Told", "__version__"]
