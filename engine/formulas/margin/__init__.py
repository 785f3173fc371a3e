"""Margin: positions and venue rules come in; liquidation prices and who takes the loss go out."""
