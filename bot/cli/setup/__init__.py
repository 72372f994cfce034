"""How ``rapporteur init`` asks, and what becomes of the answers."""
