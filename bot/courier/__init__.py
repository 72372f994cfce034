"""What goes out: the outbox is emptied into Matrix."""
