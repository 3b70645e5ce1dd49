"""Baseline (a): langchain, Chroma and all-MiniLM-L6-v2 joined as tutorials do, every setting at its default."""

from collections.abc import Sequence
from pathlib import Path

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings

from bench.sources import Source, chunks
from bench.ways import Found


class PlainRetriever:
    def __init__(self, folder: Path, model: Path) -> None:
        self._embeddings = HuggingFaceEmbeddings(model_name=str(model))
        self._store = Chroma(persist_directory=str(folder), embedding_function=self._embeddings)

    def build(self, sources: Sequence[Source]) -> int:
        """Index the documents; returns the number of chunks."""
        pieces = [
            Document(chunk, metadata={"document": source.id})
            for source in sources
            for section in source.sections
            for chunk in chunks(section)
        ]
        self._store.add_documents(pieces)
        return len(pieces)

    def retrieve(self, question: str, count: int) -> list[str]:
        """Document ids of the nearest chunks, best first; a document may come more than once."""
        retriever = self._store.as_retriever(search_kwargs={"k": count})
        return [found.metadata["document"] for found in retriever.invoke(question)]

    def best(self, question: str) -> Found:
        """The nearest chunk, as it stands: what tutorials answer with, whatever was asked."""
        (found,) = self._store.as_retriever(search_kwargs={"k": 1}).invoke(question)
        return Found(found.metadata["document"], found.page_content)
