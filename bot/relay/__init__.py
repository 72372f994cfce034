"""Who hears what, and how rooms stand: the privacy promise. Pure."""
