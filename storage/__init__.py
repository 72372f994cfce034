"""What is kept: the record, the inbox, the outbox, the rooms, in one database.

One file a table; ``database`` opens it, ``seal`` and ``verify`` make the record
checkable. Knows ``deliberation`` (the entries' types) and nothing else of ours.
"""
