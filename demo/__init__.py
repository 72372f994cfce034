"""The embedded homeserver and the scripted council."""
