"""Reviewed documents in, passages out. Knows nothing of bots or chats."""
