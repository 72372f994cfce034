"""What the account keeps beside nio's keys: which keys are owed to whom, and when to ask again."""
