"""Faults planted on purpose: how many of each kind come out as a plain sentence, and which do not.

Own files and processes only, in a temporary folder, nothing over a network. Every kind takes a seed
and a number of tries; each try of one seed is the same everywhere.
"""
