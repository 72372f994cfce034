"""Invitations on a homeserver that allows few at a time: in which order, and how long it takes."""
