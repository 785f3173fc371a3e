"""The numeric core of a fall: arrays in, arrays out; numpy and nothing else."""
