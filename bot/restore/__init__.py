"""After a restore from an older copy: seen, told, and gone on from."""
