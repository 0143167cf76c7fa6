"""Plain GiNZA over the texts of a file. Runs in an environment of its own that holds spaCy and GiNZA alone.

Usage: python run_plain.py TEXTS.json PROCESSES [RESULTS.jsonl]
"""

import json
import resource
import sys
import time
from importlib.metadata import version
from pathlib import Path


def main() -> None:
    """Print tokens, seconds, peak memory and versions as JSON; write what was found when a file is named."""
    import spacy

    texts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    processes = int(sys.argv[2])
    nlp = spacy.load("ja_ginza")
    list(nlp.pipe(texts[:4]))  # the first call builds tables
    started = time.perf_counter()
    docs = list(nlp.pipe(texts, n_process=processes))
    seconds = time.perf_counter() - started
    if len(sys.argv) > 3:
        with Path(sys.argv[3]).open("w", encoding="utf-8") as handle:
            handle.writelines(json.dumps(found(doc), ensure_ascii=False) + "\n" for doc in docs)
    usage = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    figures = {
        "tokens": sum(len(doc) for doc in docs),
        "seconds": seconds,
        "peak_mb": max(usage) / 1024,
        "versions": {name: version(name) for name in ("spacy", "ginza", "ja-ginza", "numpy")},
    }
    print(json.dumps(figures))


def found(doc) -> dict:  # type: ignore[no-untyped-def,type-arg]  # spaCy stands in the other environment
    """Lemmas, bunsetu and entities of a document; a bunsetu that begins with white space begins behind it."""
    lemmas, begins, opened = [], [], False
    for token, label in zip(doc, doc.user_data["bunsetu_bi_labels"], strict=True):
        opened = opened or label == "B"
        if token.is_space:
            continue
        lemmas.append([token.idx, token.lemma_])
        if opened:
            begins.append(token.idx)
            opened = False
    entities = [[entity.start_char, entity.end_char, entity.label_] for entity in doc.ents]
    return {"lemmas": lemmas, "bunsetu": begins, "entities": entities}


if __name__ == "__main__":
    main()
