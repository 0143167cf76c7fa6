"""Stage `train`: remarks that are learned from and the theme lexicon to a model file, the challenger."""

from pipeline.codebook import load_codebook
from pipeline.settings import load_settings
from pipeline.stages import command, paths
from pipeline.stages.training_set import load_training_set, save_held_out
from pipeline.train.classifier import fit, held_out_logits
from pipeline.train.model import save_model


def run() -> None:
    """Train, and keep what models of other meetings say of each meeting."""
    settings, codebook = load_settings().train, load_codebook(paths.CODEBOOK)
    data = load_training_set(codebook)
    held_out = held_out_logits(data, settings)
    save_model(fit(data, held_out, settings, codebook.version), paths.CHALLENGER)
    save_held_out(data, held_out)


if __name__ == "__main__":
    command(run)
