"""One transaction an item: it is decided, and all that follows is written."""
