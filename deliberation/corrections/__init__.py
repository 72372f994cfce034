"""Corrections: a chair's slip is taken back, as long as nothing rests on it."""
