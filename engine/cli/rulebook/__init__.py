"""The commands under `downdraft rules`, a module for each use; they compute nothing."""
