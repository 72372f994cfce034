"""Deadlines of rounds: until when the caucuses are asked to report. Nothing is decided by one."""
