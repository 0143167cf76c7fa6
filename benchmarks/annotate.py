"""Annotation's speed against plain GiNZA as one would install it today, and whether both find the same.

    python -m benchmarks.annotate [--text FILE] [--texts 300] [--rounds 3] [--compare 1000]

Makes an environment with the newest spaCy and GiNZA (under .cache/, kept for the next run). Then both run over the
same texts in turn: plain `spacy.load("ja_ginza").pipe` in one process and with `n_process`, Ronten's
`annotate_texts` (which also finds keyphrases, concepts and terms) with one worker and with all. Loading the model is
in neither time. Printed and written to metrics/annotate_speed.json: medians of tokens per second, the ratios, peak
memory, and the share of this machine's matrix-multiply limit.

The limit: floating-point operations of the model per token, 2 for each multiply-add, are

    embedding mixed, 8 convolutions    9 * 2*768*768                                  = 10,616,832
    static vectors projected           2*300*256                                      =    153,600
    parser: reduced, features, moves   2*256*128 + 2*128*8*128*3 + 2 * 2*128*46       =    875,520
    recogniser: the same               2*256*64 + 2*64*3*64*2 + 2*64*758              =    178,944
    together                                                                            11,824,896

so a core that multiplies matrices at R operations per second can do no more than R / 11,824,896 tokens per second
with these weights in single precision. Ronten does fewer, because a word's embedding is computed once a batch; the
share is of the full count all the same.
"""

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.files import write_text
from pipeline.settings import PROJECT
from pipeline.stages import paths

FLOP_PER_TOKEN = 11_824_896
PLAIN = PROJECT / ".cache/plain-ginza"
RESULT = PROJECT / "metrics/annotate_speed.json"
PROCESSES = os.cpu_count() or 1
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

Figures = dict[str, Any]


def main() -> None:
    """Measure, print and write."""
    options = _options()
    python = _plain_environment()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain = [str(python), str(Path(__file__).with_name("run_plain.py"))]
        ronten = [sys.executable, "-m", "benchmarks.run_ronten"]
        texts = _written(folder / "texts.json", options.text, options.texts)
        limits, runs = [], []
        for _ in range(options.rounds):
            limits.append((sgemm_rate(1), sgemm_rate(PROCESSES)))
            runs.append(
                {
                    f"{name}_{count}": _run([*command, str(texts), str(count)])
                    for count in (1, PROCESSES)
                    for name, command in (("plain", plain), ("ronten", ronten))
                }
            )
            print(_summary(runs[-1:], limits[-1:]), file=sys.stderr)
        figures = _summary(runs, limits)
        if options.compare:
            texts = _written(folder / "compare.json", options.text, options.compare)
            _run([*plain, str(texts), "1", str(folder / "plain.jsonl")])
            _run([*ronten, str(texts), "1", str(folder / "ronten.jsonl")])
            figures["compared"] = _compared(folder / "plain.jsonl", folder / "ronten.jsonl")
    print(json.dumps(figures, indent=2, ensure_ascii=False))
    write_text(RESULT, json.dumps(figures, indent=2, ensure_ascii=False) + "\n")


def sgemm_rate(processes: int) -> float:
    """Floating-point operations per second of one core in single-precision matrix products, best of five.

    Args:
        processes: how many multiply at once. Two cores that share a physical one do not multiply twice as fast, so
            what several workers can reach is measured by several.
    """
    script = (
        "import numpy as np, sys, time\n"
        "a = np.random.default_rng(0).random((1536, 1536), dtype=np.float32); a @ a\n"
        "time.sleep(max(0, float(sys.argv[1]) - time.time()))\n"
        "times = []\n"
        "for _ in range(5):\n"
        "    start = time.perf_counter(); [a @ a for _ in range(10)]; times.append(time.perf_counter() - start)\n"
        "print(2 * 10 * 1536**3 / min(times))\n"
    )
    together = str(time.time() + 3)
    environment = {**os.environ, **ONE_THREAD}
    command = [sys.executable, "-c", script, together]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) for _ in range(processes)]
    return statistics.mean(float(process.communicate()[0]) for process in started)


def _summary(runs: list[dict[str, Figures]], limits: list[tuple[float, float]]) -> Figures:
    def speed(name: str) -> float:
        return float(statistics.median(run[name]["tokens"] / run[name]["seconds"] for run in runs))

    alone, crowded = (statistics.median(rates) for rates in zip(*limits, strict=True))
    one, many = speed("ronten_1"), speed(f"ronten_{PROCESSES}")
    return {
        "texts_tokens": runs[0]["plain_1"]["tokens"],
        "plain_versions": runs[0]["plain_1"]["versions"],
        "processes": PROCESSES,
        "tokens_per_second": {name: round(speed(name)) for name in runs[0]},
        "peak_mb_of_largest_process": {name: round(max(run[name]["peak_mb"] for run in runs)) for name in runs[0]},
        "ratio_one_process": round(one / speed("plain_1"), 2),
        "ratio_all_processes": round(many / speed(f"plain_{PROCESSES}"), 2),
        "sgemm_gflops_one_core": round(alone / 1e9, 1),
        "sgemm_gflops_per_core_of_all": round(crowded / 1e9, 1),
        "limit_tokens_per_second_one_process": round(alone / FLOP_PER_TOKEN),
        "limit_tokens_per_second_all_processes": round(crowded * PROCESSES / FLOP_PER_TOKEN),
        "share_of_limit_one_process": round(one * FLOP_PER_TOKEN / alone, 3),
        "share_of_limit_all_processes": round(many * FLOP_PER_TOKEN / crowded / PROCESSES, 3),
    }


def _compared(plain: Path, ronten: Path) -> Figures:
    """Share of lemmas, bunsetu and entities that both found alike, and the first differences."""
    same = {"lemmas": 0, "bunsetu": 0, "entities": 0}
    either = dict(same)
    differences = []
    for number, (ours, theirs) in enumerate(zip(_lines(ronten), _lines(plain), strict=True)):
        for kind in same:
            a, b = ({json.dumps(item, ensure_ascii=False) for item in row[kind]} for row in (ours, theirs))
            same[kind] += len(a & b)
            either[kind] += len(a | b)
            differences += [f"text {number}, {kind}: {'only ronten' if x in a else 'only plain'} {x}" for x in a ^ b]
    return {
        "identical": {kind: same[kind] / max(either[kind], 1) for kind in same},
        "compared": either,
        "differences": len(differences),
        "first_differences": sorted(differences)[:20],
    }


def _lines(path: Path) -> Iterator[Figures]:
    with path.open(encoding="utf-8") as handle:
        for line in handle:
            yield json.loads(line)


def _plain_environment() -> Path:
    python = PLAIN / "bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(PLAIN)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "spacy", "ginza", "ja-ginza"], check=True)
    return python


def _written(target: Path, source: Path | None, count: int) -> Path:
    """`count` texts, evenly spread over the source, as one JSON list."""
    texts = [text for text in _texts(source) if 0 < len(text) < 10_000]
    step = max(1, len(texts) // count)
    target.write_text(json.dumps(texts[::step][:count]), encoding="utf-8")
    return target


def _texts(source: Path | None) -> list[str]:
    files = [source] if source else sorted(paths.WRITTEN.glob("*.jsonl"))
    contents = [file.read_bytes() for file in files]
    plain = [gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data for data in contents]
    return [json.loads(line)["text"] for data in plain for line in data.decode("utf-8").splitlines()]


def _run(command: list[str]) -> Figures:
    # plain GiNZA computes its products with blis in one thread; the workers of both are what runs in parallel
    figures: Figures = json.loads(_output(command, ONE_THREAD))
    time.sleep(1)
    return figures


def _output(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, cwd=PROJECT, env={**os.environ, **environment}
    )
    return done.stdout.splitlines()[-1]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--text", type=Path, help="JSON Lines with a `text` field (may be .gz); else the corpus")
    parser.add_argument("--texts", type=int, default=300, help="texts to time")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--compare", type=int, default=1000, help="texts to compare results on; 0 for none")
    return parser.parse_args()


if __name__ == "__main__":
    main()
