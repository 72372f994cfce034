"""What is due at a time: what hands it on, and what does it, kind by kind."""
