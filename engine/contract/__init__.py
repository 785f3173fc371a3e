"""The contract for programs: the public models, and nothing that makes them."""
