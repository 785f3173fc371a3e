"""Words: how a number, a fact and a sentence are written, each bound to what it rests on."""
