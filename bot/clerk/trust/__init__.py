"""What may be answered and obeyed where, and from whose devices."""
