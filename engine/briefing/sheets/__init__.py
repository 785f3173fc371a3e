"""A briefing as tables: its quantities in canonical numbers, as csv and as a workbook."""
