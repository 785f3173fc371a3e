"""The front page: the one screen a desk reads, from what a run knows."""
