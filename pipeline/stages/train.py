"""Stage `train`: written remarks, their annotations and the theme lexicon to the model file."""

from pipeline.codebook import load_codebook
from pipeline.settings import load_settings
from pipeline.stages import command, paths
from pipeline.stages.training_set import load_training_set
from pipeline.train.classifier import train
from pipeline.train.model import save_model


def run() -> None:
    """Train on the written corpus alone; the real remarks are for measuring."""
    codebook = load_codebook(paths.CODEBOOK)
    data = load_training_set(codebook)
    save_model(train(data, load_settings().train, codebook.version), paths.MODEL)


if __name__ == "__main__":
    command(run)
