"""The shipped pipeline as a spaCy user meets it."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import DocBin

from argmine.analysis import MAX_CHARACTERS, analyse_text, load_pipeline, model_folder
from argmine.components.state import get_document
from argmine.document import COMPONENTS, SourceText
from argmine.errors import InputError, ModelError

TEXT = """Submission of the Guild

1. Summary

In 2021 the inspectorate reported 14 errors in dose calculation at nine centres. [1] Registration is voluntary, so
an employer cannot be sure that a technologist is competent. Statutory registration is therefore needed.

2. Radiotherapy

Technologists plan treatment and check the plan before it is delivered. An unchecked plan could lead to a
serious overdose. Because registration is voluntary, no employer can be certain of a technologist's competence.

References

[1] Inspectorate of Exposure. Annual report. 2021.
"""


@pytest.fixture(scope="module")
def pipeline() -> Language:
    return load_pipeline()


def test_the_shipped_model_loads_by_path_with_spacy_alone() -> None:
    nlp = spacy.load(model_folder())
    assert nlp.pipe_names[0] == "argmine_structure"
    assert nlp.pipe_names[-1] == "argmine_relations"


def test_analyze_pipes_finds_no_problem(pipeline: Language) -> None:
    problems = pipeline.analyze_pipes()["problems"]
    assert not any(problems.values())


def test_units_are_spans_with_exact_edges_and_component_labels(pipeline: Language) -> None:
    doc = pipeline(TEXT)
    document = get_document(doc)
    spans = list(doc.spans["argmine"])
    assert [(span.start_char, span.end_char) for span in spans] == [(unit.start, unit.end) for unit in document.units]
    assert [span.label_ for span in spans] == [unit.component for unit in document.units]
    assert [span.id_ for span in spans] == [unit.id for unit in document.units]
    assert all(TEXT[unit.start : unit.end] == unit.text for unit in document.units)


def test_scores_are_probabilities(pipeline: Language) -> None:
    for unit in get_document(pipeline(TEXT)).units:
        scores = [getattr(unit.scores, label) for label in COMPONENTS]
        assert sum(scores) == pytest.approx(1.0, abs=5e-4)
        assert max(scores) == getattr(unit.scores, unit.component)
        assert all(0 <= tag.score <= 1 for tag in (*unit.risk_types, *unit.specialties))


def test_the_reference_is_cited_and_is_no_unit(pipeline: Language) -> None:
    document = get_document(pipeline(TEXT))
    (reference,) = document.references
    assert document.units[0].citations == (reference.id,)
    assert not any("Annual report" in unit.text for unit in document.units)


def test_two_processes_give_what_one_gives(pipeline: Language) -> None:
    texts = [TEXT, TEXT.replace("nine", "ten"), "One claim stands alone."]
    alone = [get_document(doc) for doc in pipeline.pipe(texts)]
    together = [get_document(doc) for doc in pipeline.pipe(texts, n_process=2, batch_size=1)]
    assert together == alone


def test_docbin_keeps_the_document_and_the_spans(pipeline: Language) -> None:
    doc = pipeline(TEXT)
    stored = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    (back,) = DocBin().from_bytes(stored).get_docs(pipeline.vocab)
    assert get_document(back) == get_document(doc)
    assert [span.id_ for span in back.spans["argmine"]] == [span.id_ for span in doc.spans["argmine"]]


def test_disk_round_trip_gives_the_same_results(pipeline: Language, tmp_path: Path) -> None:
    pipeline.to_disk(tmp_path / "copy")
    assert get_document(spacy.load(tmp_path / "copy")(TEXT)) == get_document(pipeline(TEXT))


def test_structure_and_units_work_alone_in_a_blank_pipeline() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("argmine_structure")
    nlp.add_pipe("argmine_units")
    doc = nlp(TEXT)
    assert len(doc.spans["argmine"]) == len(get_document(doc).units) == 6


def test_a_stage_without_its_model_says_what_to_do() -> None:
    nlp = spacy.blank("en")
    for name in ("argmine_structure", "argmine_units", "argmine_encoder"):
        nlp.add_pipe(name)
    with pytest.raises(ModelError, match="argmine_encoder holds no model yet"):
        nlp(TEXT)


def test_a_misspelt_setting_is_an_error() -> None:
    with pytest.raises(ValueError, match="treshold"):
        spacy.blank("en").add_pipe("argmine_clusters", config={"treshold": 0.5})


@pytest.mark.parametrize("text", ["", " \n", "Contents\n\n1. Summary\t3\n", "…"])
def test_texts_without_units_pass_through(pipeline: Language, text: str) -> None:
    document = get_document(pipeline(text))
    assert document.coverage.total == len(text)
    assert document.clusters == ()


def test_a_text_over_the_limit_is_refused(pipeline: Language) -> None:
    source = SourceText("a" * (MAX_CHARACTERS + 1), "long.txt", "text/plain", "0" * 64, "utf-8")
    with pytest.raises(InputError, match=r"long\.txt: 5,000,001 characters; the limit is 5,000,000"):
        analyse_text(source, pipeline)


def test_an_unknown_model_is_named() -> None:
    with pytest.raises(ModelError, match="no model 'nonesuch'"):
        load_pipeline("nonesuch")
