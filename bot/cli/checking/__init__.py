"""The parts of ``rapporteur check``."""
