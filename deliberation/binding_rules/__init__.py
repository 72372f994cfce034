"""That a text calls for binding rules: a mark of a draft, which the recommendation keeps.

The recommendation itself stays non-binding. ``rules`` is what a draft carries, and how its
fingerprint covers that; ``conditions`` and ``effects`` are what the row of ``transitions`` names.
"""
