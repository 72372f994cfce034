"""What people type: one file a command, its grammar, its parser, what it asks.

Pure: no I/O, no Matrix library, no SQL, no sentences. Imports ``deliberation`` alone.
"""
