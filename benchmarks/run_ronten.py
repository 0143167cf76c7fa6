"""Ronten's annotation over the texts of a file, measured like `run_plain`.

Usage: python -m benchmarks.run_ronten TEXTS.json PROCESSES [RESULTS.jsonl]
"""

import json
import sys
import time
from pathlib import Path

from benchmarks.memory import peak_mb
from pipeline.annotate import load_lexicon
from pipeline.annotate.model import parse_texts
from pipeline.annotate.parses import Parse
from pipeline.annotate.texts import annotate_texts
from pipeline.settings import AnnotateSettings, RunSettings
from pipeline.stages import paths
from pipeline.workers import workers


def main() -> None:
    """Print tokens, seconds and peak memory as JSON; write what was found when a file is named."""
    texts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    run = RunSettings(workers=int(sys.argv[2]))
    lexicon = load_lexicon(paths.LEXICON, paths.CONCEPTS)
    # more than is worth starting workers for, in several batches each, so that every worker loads its model
    warm = [(f"warm{i}", f"第{i}の論点。" * 500) for i in range(8 * run.workers)]
    annotate_texts(warm, settings=AnnotateSettings(batch_size=1), run=run, lexicon=lexicon)
    pairs = [(str(i), text) for i, text in enumerate(texts)]
    started = time.perf_counter()
    rows = annotate_texts(pairs, settings=AnnotateSettings(), run=run, lexicon=lexicon)
    seconds = time.perf_counter() - started
    if len(sys.argv) > 3:
        with Path(sys.argv[3]).open("w", encoding="utf-8") as handle:
            for at in range(0, len(texts), 32):
                parses = parse_texts(texts[at : at + 32])
                handle.writelines(json.dumps(found(parse), ensure_ascii=False) + "\n" for parse in parses)
    with workers(run) as crew:
        peaks = list(crew.map(peak_mb, range(8 * run.workers)))
    figures = {"tokens": sum(len(row.lemmas) for row in rows), "seconds": seconds, "peak_mb": max(peaks)}
    print(json.dumps(figures))


def found(parse: Parse) -> dict[str, list[object]]:
    """Lemmas, bunsetu and entities in the form of `run_plain.found`."""
    return {
        "lemmas": [list(pair) for pair in zip(parse.starts, parse.lemmas, strict=True)],
        "bunsetu": [parse.starts[i] for i in parse.bunsetu],
        "entities": [list(entity) for entity in parse.entities],
    }


if __name__ == "__main__":
    main()
