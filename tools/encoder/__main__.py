"""Make the bilingual encoder from a folder of parallel text (one folder a source).

python -m tools.encoder build PARALLEL TARGET [--steps N] [--seed N] [--without-own] [--only step1] [--pairs N]
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from knowledge import lexicon
from tools.encoder import own_text, parallel
from tools.encoder.distillation import Recipe


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.encoder", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="write model.onnx, tokenizer.json and model.json")
    build.add_argument("parallel", type=Path, help="the folder that holds one folder a source")
    build.add_argument("target", type=Path)
    build.add_argument("--steps", type=int, default=Recipe.steps, help="of distillation")
    build.add_argument("--seed", type=int, default=Recipe.seed)
    build.add_argument("--without-own", action="store_true", help="without our own cards and questions")
    build.add_argument("--only", choices=["step1"], help="translated rows alone, nothing trained")
    build.add_argument("--pairs", type=int, help="no more parallel lines than so many")
    options = parser.parse_args(arguments)
    _build(options)


def _build(options: argparse.Namespace) -> None:
    from tools.encoder.building import Build, Text  # torch takes seconds to import

    pairs = parallel.read(options.parallel)
    taught = [pair for pair in pairs if not pair.is_held_out]
    own = own_text.OwnText((), ()) if options.without_own else own_text.read()
    text = Text(
        parallel=taught if options.pairs is None else parallel.some(taught, options.pairs),
        held_out=[pair for pair in pairs if pair.is_held_out],
        translations=own.translations,
        matters=own.matters,
        by_hand=by_hand(),
    )
    build = Build(text, Recipe(seed=options.seed, steps=options.steps))
    if options.only:
        build.export(build.translated(), options.target)
    else:
        build.whole(options.target)


def by_hand() -> dict[str, Sequence[str]]:
    """The single words of the dictionary that people keep, each with its senses."""
    return {phrase[0]: senses for phrase, senses in lexicon.read().senses.items() if len(phrase) == 1}


if __name__ == "__main__":
    main(sys.argv[1:])
