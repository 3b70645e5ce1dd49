"""The named errors of the library; each message tells an admin what to change."""


class KnowledgeError(Exception):
    """Something in the library that a person must mend. The message says what."""


class CardError(KnowledgeError):
    """A card is incomplete or wrong: names the file, the key and the remedy."""


class UnreadableError(KnowledgeError):
    """A file of a known type could not be read."""


class EditionError(KnowledgeError):
    """An edition is missing, damaged, or cannot be published."""


class ModelError(KnowledgeError):
    """The embedding model is missing or is not the one that was recorded."""
