"""What can be computed is computed: tracks made from other tracks, when they are asked for."""
