"""Stage `prepare`: what the classifier learns from whatever minutes there are: written remarks and lexicon terms.

Apart from `annotate`, so that new minutes do not make any of it anew.
"""

from pipeline.annotate import load_lexicon
from pipeline.codebook import load_codebook
from pipeline.labels import read_labels, written_remarks
from pipeline.stages import command, paths
from pipeline.stages.annotate import annotate_into
from pipeline.tables import CODED_REMARKS, CodedRemark, to_table, write_table


def run() -> None:
    """Write the written remarks with the themes that count, and annotate them and the terms of the lexicon."""
    codebook = load_codebook(paths.CODEBOOK)
    lexicon = load_lexicon(paths.LEXICON, paths.CONCEPTS)
    labels = [*read_labels(paths.WRITTEN, codebook), *read_labels(paths.CODED, codebook)]
    written = [
        CodedRemark(
            remark_id=label.remark_id,
            meeting_id=label.meeting or "",
            register=label.register_ or "",
            text=label.text or "",
            themes=codebook.in_order(set(label.themes)),
        )
        for label in written_remarks(labels)
    ]
    write_table(to_table(written, CODED_REMARKS), paths.WRITTEN_TABLE, CODED_REMARKS)
    annotate_into(paths.WRITTEN_ANNOTATIONS_TABLE, [(row.remark_id, row.text) for row in written], lexicon)
    annotate_into(paths.TERM_ANNOTATIONS_TABLE, [(term, term) for term in lexicon.grades], lexicon)


if __name__ == "__main__":
    command(run)
