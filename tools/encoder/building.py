"""The whole making of an encoder: translated rows, distillation, export; each step says what it reached."""

import os
import time
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from transformers import AutoModel, PreTrainedModel

from tools import export_model
from tools.encoder import distillation, figures, translated_rows, vocabulary
from tools.encoder.distillation import Recipe
from tools.encoder.lesson import Matter, Translation
from tools.encoder.parallel import Pair
from tools.encoder.student import Student
from tools.encoder.vocabulary import Vocabulary

NAME = "kura-salama-sw-en"


@dataclass(frozen=True)
class Text:
    """What an encoder is made from, and the lines kept from it that show how well it was made.

    `by_hand` (word -> English senses) is the dictionary that people correct: it wins over what the text says.
    """

    parallel: Sequence[Pair]
    held_out: Sequence[Pair]
    translations: Sequence[Translation]
    matters: Sequence[Matter]
    by_hand: Mapping[str, Sequence[str]]

    @property
    def english(self) -> list[str]:
        return [pair.english for pair in self.parallel] + [line.english for line in self.translations]

    @property
    def swahili(self) -> list[str]:
        return [pair.swahili for pair in self.parallel] + [line.text for line in self.translations]


class Build:
    """One encoder in the making. Single-threaded, so that the same text and recipe give the same file."""

    def __init__(self, text: Text, recipe: Recipe) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"
        warnings.filterwarnings("ignore")
        torch.set_num_threads(1)
        torch.use_deterministic_algorithms(True)
        self._text = text
        self._recipe = recipe
        self._folder = export_model.packaged_model()
        self._packaged = vocabulary.read(self._folder)
        self._teacher = Student(self._loaded(), Vocabulary(self._packaged, ()), recipe.longest)
        self._started = time.monotonic()
        self._reached: dict[str, dict[str, float]] = {}
        print(
            f"{len(text.parallel)} parallel lines, {len(text.held_out)} held out, {len(text.translations)} lines and "
            f"{len(text.matters)} matters of our own, {len(text.by_hand)} words by hand"
        )
        self._show("packaged", self._teacher)

    def whole(self, target: Path) -> None:
        """Both steps and the export."""
        student = self.translated()
        self.distilled(student)
        self.export(student, target)

    def translated(self) -> Student:
        """Step 1."""
        text = self._text
        words = vocabulary.learn(self._packaged, text.english, text.swahili)
        model = self._loaded()
        old = model.get_input_embeddings().weight.data.numpy().copy()
        rows = translated_rows.translated(words, old, text.english, text.swahili, text.by_hand)
        model.resize_token_embeddings(len(words.numbers), mean_resizing=False)
        model.get_input_embeddings().weight.data[len(old) :] = torch.from_numpy(rows)
        print(f"{len(words.added)} word pieces added to {len(old)}")
        student = Student(model, words, self._recipe.longest)
        self._show("step 1, translated rows", student)
        return student

    def distilled(self, student: Student) -> None:
        """Step 2, in place."""
        text = self._text
        lines = [Translation(pair.english, pair.swahili) for pair in text.parallel] + list(text.translations)
        old_rows = student.vocabulary.old_rows
        distillation.distil(student, self._teacher, lines, text.matters, old_rows, self._recipe)
        self._show("step 2, distilled", student)

    def export(self, student: Student, target: Path) -> None:
        described = {
            "name": NAME,
            "source": export_model.PACKAGED["source"],
            "lines": {
                "parallel": len(self._text.parallel),
                "own": len(self._text.translations),
                "matters": len(self._text.matters),
            },
            "recipe": distillation.described(self._recipe),
            "reached": self._reached,
        }
        student.model.set_attn_implementation("eager")  # the exporter knows no other
        export_model.export(student.model, student.vocabulary.to_json(), target, described)

    def _loaded(self) -> PreTrainedModel:
        return AutoModel.from_pretrained(self._folder).eval()

    def _show(self, step: str, student: Student) -> None:
        """R@1 of held-out Swahili lines among English ones, and how far English text has moved from the packaged."""
        held_out = figures.sample(self._text.held_out)
        if not held_out:
            return
        english = [pair.english for pair in held_out]
        wanted = self._teacher.encode(english).numpy()
        asked = student.encode([pair.swahili for pair in held_out]).numpy()
        now = student.encode(english).numpy()
        reached = figures.reached(held_out, asked, now, wanted, "packaged")
        self._reached[step] = reached
        said = ", ".join(f"{name} {value}" for name, value in reached.items())
        print(f"{step}: {said} (n = {len(held_out)}, {time.monotonic() - self._started:.0f} s)", flush=True)
