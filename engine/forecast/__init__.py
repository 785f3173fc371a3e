"""Where it stops: anchors and random walks, arrays in, arrays out; numpy and nothing else."""
