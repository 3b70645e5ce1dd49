"""The real embedding model, watched."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.embeddings import MEANING, Encoder, Vectors


@dataclass
class Counting:
    """Encodes as the real model does, with a list of what it encoded while `is_counting`."""

    encoder: Encoder
    encoded: list[str] = field(default_factory=list)
    is_counting: bool = True
    sha256: str = ""
    dimensions: int = 384

    def __post_init__(self) -> None:
        self.sha256 = self.sha256 or self.encoder.sha256

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self.encode_parts(texts)[:, MEANING]

    def encode_parts(self, texts: Sequence[str]) -> Vectors:
        if self.is_counting:
            self.encoded.extend(texts)
        return self.encoder.encode_parts(texts)
