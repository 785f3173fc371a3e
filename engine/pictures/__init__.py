"""Charts: arrays and marked texts come in, inline SVG goes out; nothing is read, nothing judged."""
