"""Attribution: what each source sold comes in; its part of a fall, and what is left, go out."""
