"""One document, paragraph by paragraph: what it says, what became of it, how it scores."""
