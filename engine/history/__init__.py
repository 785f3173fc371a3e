"""Many days at once: the whole rule base over a range of days, each as it was known at its end."""
