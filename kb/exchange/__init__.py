"""Bases exchange batches and runs as they are: what one offers in, what another has not got out.

A batch, a run and a rendered document are known by their link in the chain of the base that wrote
them, so they can go from base to base, over any way and in any order of bases, and be held against
that chain wherever they are.
"""
