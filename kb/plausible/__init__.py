"""Whether a fact can be believed: a fact held against its own series, a sentence out where not.

What is known of the series before goes in, what jumps out of it comes out. Nobody is called wrong
here: a suspect fact waits until somebody accepts it, or until the facts after it bear it out.
"""
