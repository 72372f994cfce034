"""What comes in: the sync becomes items, in the order in which they were said."""
