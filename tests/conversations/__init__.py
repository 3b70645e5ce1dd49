"""Whole evenings as scripts, played against the real bot over the Bot API double and kept as transcripts."""
