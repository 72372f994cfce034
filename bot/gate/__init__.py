"""How much is taken of whom, and when: what came is let in, put off or passed over."""
