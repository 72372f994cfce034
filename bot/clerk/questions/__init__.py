"""Questions that a caucus is asked by a poll or a ballot: who answers, and what was cast."""
