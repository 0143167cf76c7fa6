"""From remarks and annotations to labelled rows: the model's themes, or a coder's where there is one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from threadpoolctl import threadpool_limits

from pipeline.codebook import Codebook
from pipeline.labels import Label
from pipeline.tables import Annotation, Labelling, Remark
from pipeline.train.model import ThemeModel


def label_remarks(
    remarks: Sequence[Remark],
    annotations: Sequence[Annotation],
    model: ThemeModel,
    human: Mapping[str, Label],
    codebook: Codebook,
) -> list[Labelling]:
    """Themes, scores and evidence of each remark, in order.

    Args:
        remarks: the remarks.
        annotations: their annotations, in the same order.
        model: gives scores, evidence, and the themes of remarks that no coder has seen.
        human: labels by remark id; they win over the model's.
        codebook: its theme order is that of `themes`.

    Returns:
        One labelling a remark. A row of kind `procedure` carries no theme and no evidence. A coded remark needs
        no review, whatever the model thinks of it.
    """
    if not remarks:
        return []
    with threadpool_limits(1):  # several threads would add up in another order
        return _labellings(remarks, annotations, model, human, codebook)


def _labellings(
    remarks: Sequence[Remark],
    annotations: Sequence[Annotation],
    model: ThemeModel,
    human: Mapping[str, Label],
    codebook: Codebook,
) -> list[Labelling]:
    scores = model.scores(annotations)
    decided, unsure = model.decide(scores), model.unsure(scores)
    labellings = []
    for i, (remark, annotation) in enumerate(zip(remarks, annotations, strict=True)):
        by_model = [theme for theme, given in zip(model.theme_ids, decided[i], strict=True) if given]
        labelling = Labelling(
            remark_id=remark.remark_id,
            themes=by_model if remark.kind == "remark" else [],
            scores={t: float(s) for t, s in zip(model.theme_ids, scores[i], strict=True)},
            needs_review=bool(unsure[i]) and remark.kind == "remark",
        )
        coded = human.get(remark.remark_id)
        if coded:
            themes = codebook.in_order(set(coded.themes))
            labelling = replace(labelling, themes=themes, needs_review=False, label_source="human")
        evidence = model.evidence(annotation, remark.text, labelling.themes)
        labellings.append(replace(labelling, evidence=evidence))
    return labellings


def labeled_rows(
    remarks: Iterable[Remark],
    annotations: Iterable[Annotation],
    labellings: Iterable[Labelling],
    codebook: Codebook,
    model_version: str,
) -> list[dict[str, Any]]:
    """Rows of the table `labeled_remarks`: everything known of each remark side by side."""
    rows = []
    for remark, annotation, labelling in zip(remarks, annotations, labellings, strict=True):
        rows.append(
            {
                **asdict(remark),
                "keywords": [keyword.text for keyword in annotation.keywords],
                "entities": [asdict(entity) for entity in annotation.entities],
                "themes": labelling.themes,
                **{f"theme_{theme}": theme in labelling.themes for theme in codebook.theme_ids},
                **{f"score_{theme}": labelling.scores[theme] for theme in codebook.theme_ids},
                "evidence": [asdict(span) for span in labelling.evidence],
                "needs_review": labelling.needs_review,
                "label_source": labelling.label_source,
                "codebook_version": codebook.version,
                "model_version": model_version,
            }
        )
    return rows
