"""The briefing as a page of HTML: links between sentences, paragraphs and facts, and its check."""
