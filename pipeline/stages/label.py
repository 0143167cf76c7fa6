"""Stage `label`: remarks, annotations, model and human labels to `labeled_remarks`."""

from pipeline.codebook import load_codebook
from pipeline.label import label_remarks, labeled_rows
from pipeline.labels import gold_labels, read_labels
from pipeline.settings import load_settings
from pipeline.stages import paths
from pipeline.tables import labeled_schema, read_annotations, read_remarks, to_table, write_table
from pipeline.train.model import load_model


def run() -> None:
    """Label every remark of every meeting."""
    settings = load_settings().label
    codebook = load_codebook(paths.CODEBOOK)
    model = load_model(paths.MODEL, codebook)
    annotated = {row.remark_id: row for row in read_annotations(paths.ANNOTATIONS_TABLE)}
    remarks = [
        remark for remark in read_remarks(paths.REMARKS_TABLE) if remark.kind == "remark" or settings.include_procedure
    ]
    annotations = [annotated[remark.remark_id] for remark in remarks]
    human = gold_labels(read_labels(paths.CODED, codebook))
    labellings = label_remarks(remarks, annotations, model, human, codebook)
    rows = labeled_rows(remarks, annotations, labellings, codebook, model.version)
    schema = labeled_schema(codebook.theme_ids)
    write_table(to_table(rows, schema), paths.LABELED_TABLE, schema)


if __name__ == "__main__":
    run()
