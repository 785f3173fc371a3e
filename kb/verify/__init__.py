"""Verification: an open base in, everything in it that is not as it was written out.

Every value of a fact, a run, a page or a premise stands under a hash; what cannot (indexes, the
file's own pages) is SQLite's to check; tables and triggers are held against those the code makes.
"""
