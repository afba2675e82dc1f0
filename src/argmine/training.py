"""From a configuration to a model folder: the researcher's half of argmine, read after `analysis`."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from argmine.analysis import hash_folder
from argmine.components.build import Parts, build_pipeline, update_meta
from argmine.corpora.annotations import Split, read_gold, read_lines, read_splits
from argmine.corpora.judged_pairs import JudgedPair, read_judged, read_rewordings
from argmine.document import ArgumentDocument
from argmine.learn.apply import apply_components, apply_risk_types, apply_specialties
from argmine.learn.definitions import FrameReading, definition_features, fit_definitions, unseen_frame_f1
from argmine.learn.encoder import OUTPUTS, load_window_encoder, save_window_shape
from argmine.learn.fit_heads import Heads, fit_heads, of_known
from argmine.learn.fit_pairs import PairExamples, fit_pairs, pair_examples
from argmine.learn.fit_support import fit_support
from argmine.learn.frame_tagging import DEFINITION_FILE
from argmine.learn.gold import Labels, fingerprint, gold_labels
from argmine.learn.heads import save_head
from argmine.learn.inputs import DocumentInput, Matrix, document_input
from argmine.learn.judgements import Judgements, judgements, planted_pairs
from argmine.learn.labels import Label, read_code_frame
from argmine.learn.pretrained_encoder import base_folder, require_torch
from argmine.learn.repeats import chosen_units, comparable_units
from argmine.learn.settings import TrainSettings
from argmine.learn.support import SupportInput
from argmine.learn.tagging import Example, code_frame
from argmine.learn.windows import WindowShape
from argmine.model_card import held_out_figures, write_card

if TYPE_CHECKING:  # these need torch
    from argmine.learn.crossfit import HeldOut
    from argmine.learn.train_encoder import EncoderSettings, TrainingDocument

FULL_WEIGHTS = "encoder.safetensors"  # file of a checkpoint's folder
Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class TrainingData:
    """Gold of the training splits, as documents and as the models see it."""

    names: list[str]
    folder: Path
    documents: list[ArgumentDocument]
    inputs: list[DocumentInput]
    labels: list[Labels]
    risks: tuple[Label, ...]
    specialties: tuple[Label, ...]
    judged: list[list[JudgedPair]]
    judgements: list[Judgements]  # the same with rewordings, as the encoder learns from them
    fingerprint: str


def train(settings: TrainSettings, output: Path, *, work: Path, report: Report) -> None:
    """Write the pipeline folder `output` that `settings` describe; the same inputs give the same folder.

    `work` keeps finished folds, so that a stopped run resumes.

    Raises:
        ConfigError: the base model is missing or has another hash than the configuration says.
        AnnotationError: the annotations are inconsistent.
        MissingExtraError: torch is not installed.
    """
    require_torch()
    from argmine.learn.crossfit import held_out_readings, unseen_reading
    from argmine.learn.train_encoder import TrainingDocument

    base = base_folder(settings.model)
    data = load_training_data(settings, settings.data.train)
    report(f"{len(data.names)} documents, {sum(len(d.units) for d in data.documents)} units")
    documents = [TrainingDocument(*each) for each in zip(data.inputs, data.labels, data.judgements, strict=True)]
    encoder_settings = _encoder_settings(settings, base)
    work = work / _checkpoint_key(settings, data)
    work.mkdir(parents=True, exist_ok=True)
    folds = settings.finetune.folds
    labels = (data.risks, data.specialties)
    held_out = held_out_readings(documents, labels, encoder_settings, folds=folds, work=work, report=report)
    folder = _final_encoder(documents, encoder_settings, work, report)
    encoder = load_window_encoder(folder)
    frames = tuple(code_frame(each, encoder.embed) for each in labels)
    if settings.data.calibration:
        extra = load_training_data(settings, settings.data.calibration)
        report(f"{len(extra.names)} documents, {sum(len(d.units) for d in extra.documents)} units for the heads alone")
        held_out += [unseen_reading(encoder, each, frames) for each in extra.inputs]
        data = joined(data, extra)
    examples = [Example(h.encoded.scores, x, h.meaning, h.frames) for h, x in zip(held_out, data.inputs, strict=True)]
    heads = fit_heads(examples, data.labels, frames[0], frames[1], settings.heads, seed=settings.seed)
    judged = _pair_examples(data, heads, examples, [h.encoded.vectors for h in held_out], settings.clusters.per_unit)
    pairs, threshold, reached = fit_pairs(
        judged, strength=settings.heads.pair_strength, largest=settings.clusters.largest, seed=settings.seed
    )
    report(f"repeated arguments: linkage threshold {threshold}, F1 {reached:.3f} on judged pairs of held-out documents")
    readings = _frame_readings(data, heads, examples)
    save_head(fit_definitions(readings, seed=settings.seed), folder / DEFINITION_FILE)
    unseen = unseen_frame_f1(readings, seed=settings.seed)
    report(f"labels by definition alone: F1 {min(unseen):.3f} to {max(unseen):.3f} on the code frame not fitted on")
    support, linked = fit_support(*_support_examples(data, heads, held_out), settings.heads, seed=settings.seed)
    report(f"support links: F1 {linked:.3f} on held-out documents")
    clusters = {"threshold": threshold, **settings.clusters.model_dump()}
    parts = Parts(
        folder, heads.component.head, heads.risk, heads.specialty, pairs, support, heads.review_below, clusters
    )
    meta = {"author": "argmine", "sources": [f"annotations/ ({data.fingerprint[:16]})", settings.model.base]}
    if output.exists():
        shutil.rmtree(output)
    build_pipeline(parts, output, name=settings.model.name, version=settings.model.version, meta=meta)
    card = Path(settings.model.card).read_text(encoding="utf-8") if settings.model.card else f"# {settings.model.name}"
    figures = held_out_figures(data.labels, heads) | {
        "repeated_arguments": {"alike_pairs_f1": reached},
        "support_links": {"f1": linked},
        "labels_by_definition": {"risk_types_f1": unseen[0], "specialties_f1": unseen[1]},
    }
    write_card(output, card, figures)
    (output / "training.json").write_text(settings.model_dump_json(indent=1) + "\n", encoding="utf-8")
    update_meta(
        output,
        hash=hash_folder(output),
        seed=settings.seed,
        config=settings.digest(),
        data=data.fingerprint,
        documents=data.names,
    )
    report(f"wrote {output}")


def _checkpoint_key(settings: TrainSettings, data: TrainingData) -> str:
    """Changes with all that the encoders depend on, and not with the heads, which are refitted in seconds."""
    read = [(each.texts, each.headings) for each in data.inputs]  # changes with the structure stage
    parts = (settings.seed, settings.model.base, settings.windows, settings.sentences, settings.finetune, read, OUTPUTS)
    frames = (data.risks, data.specialties)
    return hashlib.sha256((repr(parts) + repr(frames) + data.fingerprint).encode()).hexdigest()[:16]


def load_training_data(settings: TrainSettings, chosen: Sequence[Split]) -> TrainingData:
    """The gold of the chosen splits.

    Raises:
        AnnotationError: the annotations are inconsistent or use labels outside the code frames.
        ConfigError: a code frame is malformed.
    """
    folder = Path(settings.data.annotations)
    splits: dict[Split, list[str]] = read_splits(folder)
    names = [name for split in chosen for name in splits[split]]
    risks = read_code_frame(Path(settings.data.risk_types))
    specialties = read_code_frame(Path(settings.data.specialties))
    risk_ids, specialty_ids = [label.id for label in risks], [label.id for label in specialties]
    documents = [read_gold(folder / "documents" / f"{name}.md") for name in names]
    paths = [folder / "documents" / f"{name}{suffix}" for name in names for suffix in (".md", ".jsonl")]
    paths += [
        path
        for name in names
        for part in ("pairs", "rewordings")
        if (path := folder / part / f"{name}.jsonl").is_file()
    ]
    ids = [_annotation_ids(folder, name) for name in names]
    judged = [read_judged(folder / "pairs" / f"{name}.jsonl", own) for name, own in zip(names, ids, strict=True)]
    reworded = [
        read_rewordings(folder / "rewordings" / f"{name}.jsonl", own) for name, own in zip(names, ids, strict=True)
    ]
    inputs = [document_input(document) for document in documents]
    return TrainingData(
        names=names,
        folder=folder,
        documents=documents,
        inputs=inputs,
        labels=[gold_labels(document, risk_ids, specialty_ids) for document in documents],
        risks=risks,
        specialties=specialties,
        judged=judged,
        judgements=[
            judgements(x.texts, y or planted_pairs(document), z)
            for x, document, y, z in zip(inputs, documents, judged, reworded, strict=True)
        ],
        fingerprint=fingerprint(paths),
    )


def joined(first: TrainingData, second: TrainingData) -> TrainingData:
    """The documents of both, which use the same code frames."""
    return replace(
        first,
        names=first.names + second.names,
        documents=first.documents + second.documents,
        inputs=first.inputs + second.inputs,
        labels=first.labels + second.labels,
        judged=first.judged + second.judged,
        judgements=first.judgements + second.judgements,
        fingerprint=hashlib.sha256((first.fingerprint + second.fingerprint).encode()).hexdigest(),
    )


def _annotation_ids(folder: Path, name: str) -> list[str]:
    path = folder / "documents" / f"{name}.md"
    return [unit.id for unit in read_lines(path.with_suffix(".jsonl"), path.read_bytes().decode())]


def _final_encoder(
    documents: Sequence[TrainingDocument], settings: EncoderSettings, work: Path, report: Report
) -> Path:
    """The folder of the encoder trained on all documents, int8; its weights stay beside it, in full."""
    from safetensors.torch import save_file

    from argmine.learn.onnx_export import export_window_graph
    from argmine.learn.train_encoder import train_encoder

    folder = work / "encoder"
    if (folder / "model.onnx").is_file():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(settings.base / "tokenizer.json", folder / "tokenizer.json")
    save_window_shape(settings.shape, folder)
    model = train_encoder(
        documents, settings, lambda epoch, loss, _: report(f"all documents, epoch {epoch + 1}: loss {loss:.3f}")
    )
    save_file(model.state_dict(), str(work / FULL_WEIGHTS))
    export_window_graph(model, work / "encoder.onnx", OUTPUTS, "int8")
    (work / "encoder.onnx").rename(folder / "model.onnx")
    return folder


def _pair_examples(
    data: TrainingData, heads: Heads, examples: list[Example], context: list[Matrix], per_unit: int
) -> list[PairExamples]:
    """Judged documents as the clusters will meet them: with out-of-fold labels and vectors, not gold ones."""
    found = []
    for index, judged in enumerate(data.judged):
        if not judged:
            continue
        risk, specialty = heads.risk, heads.specialty
        document = apply_components(data.documents[index], heads.component_probabilities[index], review_below=0.0)
        document = apply_risk_types(document, heads.risk_probabilities[index], risk.frame.ids, risk.head.thresholds)
        document = apply_specialties(
            document, heads.specialty_probabilities[index], specialty.frame.ids, specialty.thresholds
        )
        chosen = chosen_units(document)
        own = [document.units[i] for i in chosen]
        units = comparable_units(own, examples[index].meaning.units[chosen], context[index][chosen])
        found.append(pair_examples(units, chosen, judged, per_unit=per_unit))
    return found


def _frame_readings(data: TrainingData, heads: Heads, examples: Sequence[Example]) -> list[FrameReading]:
    """The known units of all documents under either code frame: risk types, then specialties."""
    readings = []
    for frame, name in ((heads.risk.frame, "risks"), (heads.specialty.frame, "specialties")):
        features = [definition_features(e.meaning.units, e.inputs.texts, e.read(frame)) for e in examples]
        gold = [getattr(labels, name) for labels in data.labels]
        readings.append(FrameReading(of_known(features, data.labels), of_known(gold, data.labels)))
    return readings


def _support_examples(
    data: TrainingData, heads: Heads, held_out: Sequence[HeldOut]
) -> tuple[list[SupportInput], list[frozenset[tuple[int, int]]]]:
    """Documents with out-of-fold components, as links will be scored on new ones, and their gold links.

    A document with units that nobody has checked is left out: a link may be missing there.
    """
    whole = [index for index, labels in enumerate(data.labels) if labels.known.all()]
    inputs = [
        SupportInput(data.inputs[index], heads.component_probabilities[index], each.meaning, each.vectors, each.links)
        for index, each in ((index, held_out[index].encoded) for index in whole)
    ]
    links = []
    for document in (data.documents[index] for index in whole):
        place = {unit.id: index for index, unit in enumerate(document.units)}
        links.append(frozenset((place[link.source], place[link.target]) for link in document.relations))
    return inputs, links


def _encoder_settings(settings: TrainSettings, base: Path) -> EncoderSettings:
    from argmine.learn.finetune import FinetuneSettings
    from argmine.learn.finetune_sentences import SentenceSettings
    from argmine.learn.train_encoder import EncoderSettings

    return EncoderSettings(
        base=base,
        shape=WindowShape(**settings.windows.model_dump()),
        windows=FinetuneSettings(seed=settings.seed, **settings.finetune.model_dump(exclude={"folds"})),
        sentences=SentenceSettings(seed=settings.seed, **settings.sentences.model_dump()),
    )
