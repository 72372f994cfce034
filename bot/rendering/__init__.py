"""From what is to be said to messages: what was committed is put into words, once."""
