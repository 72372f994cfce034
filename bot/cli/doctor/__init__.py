"""What ``rapporteur check`` finds, and where it looks for it."""
