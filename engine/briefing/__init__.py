"""The briefing: from a run to sentences whose every number is bound to a fact or a quantity."""
