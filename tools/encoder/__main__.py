"""Make the bilingual encoder, or the aligned word list, from a folder of parallel text (one folder a source).

python -m tools.encoder build PARALLEL TARGET [--steps N] [--seed N] [--without-own] [--only step1] [--pairs N]
python -m tools.encoder sharpen PARALLEL TARGET [--start FOLDER] [--epochs N] [--seed N]
python -m tools.encoder export TARGET [--start FOLDER]
python -m tools.encoder dictionary PARALLEL
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bot import app, config
from knowledge import lexicon, search
from tools import export_model
from tools.encoder import aligned_words, own_text, parallel
from tools.encoder.distillation import Recipe

ENCODER = config.ROOT / "knowledge" / "encoder"


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.encoder", description=str(__doc__).splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="write model.onnx, tokenizer.json and model.json")
    build.add_argument("parallel", type=Path, help="the folder that holds one folder a source")
    build.add_argument("target", type=Path)
    build.add_argument("--steps", type=int, default=Recipe.steps, help="of distillation")
    build.add_argument("--seed", type=int, default=Recipe.seed)
    build.add_argument("--without-own", action="store_true", help="without our own cards and questions")
    build.add_argument("--only", choices=["step1"], help="translated rows alone, nothing trained")
    build.add_argument("--pairs", type=int, help="no more parallel lines than so many")
    sharpen = commands.add_parser("sharpen", help="teach an encoder to tell our cards, and what none answers, apart")
    sharpen.add_argument("parallel", type=Path, help="the folder that holds one folder a source")
    sharpen.add_argument("target", type=Path)
    sharpen.add_argument("--start", type=Path, default=ENCODER, help="the encoder to begin with")
    sharpen.add_argument("--epochs", type=float, help="over the known texts")
    sharpen.add_argument("--seed", type=int)
    again = commands.add_parser("export", help="write an encoder anew, untaught, as this version reads it")
    again.add_argument("target", type=Path)
    again.add_argument("--start", type=Path, default=ENCODER, help="the encoder to write anew")
    dictionary = commands.add_parser("dictionary", help=f"write {aligned_words.FILE.name}")
    dictionary.add_argument("parallel", type=Path, help="the folder that holds one folder a source")
    options = parser.parse_args(arguments)
    run = {"build": _build, "sharpen": _sharpen, "export": _export, "dictionary": _dictionary}[options.command]
    run(options)


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


def _sharpen(options: argparse.Namespace) -> None:
    from tools.encoder import known_texts, sharpening

    built = app.parts(config.read())
    reader = search.open_current(built.shelf, built.lexicon, built.encoder).reader
    known = known_texts.read(reader, own_text.read().matters)
    chosen = {name: value for name in ("epochs", "seed") if (value := getattr(options, name)) is not None}
    recipe = sharpening.Sharpness(**chosen)
    sharpening.make(options.start, options.target, known, parallel.read(options.parallel), recipe)


def _export(options: argparse.Namespace) -> None:
    from tools.encoder import exported

    exported.write(exported.read(options.start, export_model.MAX_TOKENS), options.start, options.target, {})


def _dictionary(options: argparse.Namespace) -> None:
    pairs = [pair for pair in parallel.read(options.parallel) if not pair.is_held_out]
    own = own_text.read().translations
    found = aligned_words.senses(
        [pair.english for pair in pairs] + [line.english for line in own],
        [pair.swahili for pair in pairs] + [line.text for line in own],
        lexicon.read(),
    )
    named = parallel.attributions()
    aligned_words.write(
        found, [*(named[source] for source in sorted({pair.source for pair in pairs})), "our own cards"]
    )
    print(f"{aligned_words.FILE}: {len(found)} words from {len(pairs)} parallel lines and {len(own)} of our own")


def by_hand() -> dict[str, Sequence[str]]:
    """The single words of the dictionary that people keep, each with its senses."""
    return {phrase[0]: senses for phrase, senses in lexicon.read().senses.items() if len(phrase) == 1}


if __name__ == "__main__":
    main(sys.argv[1:])
