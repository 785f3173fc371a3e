"""Ladder: prices and open interest come in; forced sales by liquidation price go out, as bands."""
