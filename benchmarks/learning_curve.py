"""Size of the written corpus against F1, and whether more of it would help: `python -m benchmarks.learning_curve`.

No stage of the pipeline, because it trains fifteen models; run it again when the corpus has grown.
"""

import json
import sys
from dataclasses import asdict

from joblib import Parallel, delayed

from pipeline.codebook import load_codebook
from pipeline.evaluate.learning_curve import draws, measure, verdict
from pipeline.files import write_text
from pipeline.settings import load_settings
from pipeline.stages import paths
from pipeline.stages.training_set import load_measured_set, load_written_set


def main() -> None:
    """Write `metrics/learning_curve.json`, one object a trained model, and say what it shows."""
    settings, codebook = load_settings(), load_codebook(paths.CODEBOOK)
    data, real = load_written_set(codebook), load_measured_set(codebook)
    planned = draws(data.meetings, settings.train.seed, least=settings.train.folds)
    points = Parallel(n_jobs=settings.run.workers)(
        delayed(measure)(draw, data, real, settings.train) for draw in planned
    )
    rows = [asdict(point) for point in points]
    write_text(paths.METRICS / "learning_curve.json", json.dumps(rows, indent=2) + "\n")
    sys.stdout.write(f"{verdict(points)}\n")


if __name__ == "__main__":
    main()
