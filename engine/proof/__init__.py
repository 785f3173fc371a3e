"""Proof: from a sentence, a finding or a quantity down to the fact rows it rests on."""
