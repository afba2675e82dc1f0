"""From a configuration to a model folder: the researcher's half of argmine, read after `analysis`."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from argmine.analysis import hash_folder
from argmine.components.build import Parts, build_pipeline, update_meta
from argmine.corpora.annotations import Split, read_gold, read_lines, read_splits
from argmine.document import ArgumentDocument
from argmine.errors import ConfigError, MissingExtraError
from argmine.learn.apply import apply_components, apply_risk_types, apply_specialties
from argmine.learn.encoder import save_window_shape
from argmine.learn.fit_heads import Heads, fit_heads
from argmine.learn.fit_pairs import PairExamples, fit_pairs, pair_examples, read_judged
from argmine.learn.gold import Labels, fingerprint, gold_labels
from argmine.learn.inputs import DocumentInput, Matrix, document_input
from argmine.learn.labels import Label, read_code_frame
from argmine.learn.repeats import chosen_units, comparable_units
from argmine.learn.sentence_encoder import SentenceEncoder
from argmine.learn.settings import TrainSettings
from argmine.learn.tagging import Example, code_frame, meaning_of
from argmine.learn.windows import WindowShape
from argmine.model_card import held_out_figures, write_card

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
    fingerprint: str
    encoder_fingerprint: str  # of texts and labels only, not of judged pairs


def train(settings: TrainSettings, output: Path, *, work: Path, report: Report) -> None:
    """Write the pipeline folder `output` that `settings` describe; the same inputs give the same folder.

    `work` keeps finished folds, so that a stopped run resumes.

    Raises:
        ConfigError: the base model is missing or has another hash than the configuration says.
        AnnotationError: the annotations are inconsistent.
        MissingExtraError: torch is not installed.
    """
    _require_torch()
    from argmine.learn.crossfit import held_out_scores
    from argmine.learn.finetune import FinetuneSettings

    base = base_folder(settings)
    data = load_training_data(settings)
    report(f"{len(data.names)} documents, {sum(len(d.units) for d in data.documents)} units")
    shape = WindowShape(**settings.windows.model_dump())
    finetuning = FinetuneSettings(seed=settings.seed, **settings.finetune.model_dump(exclude={"folds"}))
    work = work / _checkpoint_key(settings, data)
    work.mkdir(parents=True, exist_ok=True)
    held_out = held_out_scores(
        base, data.inputs, data.labels, shape, finetuning, folds=settings.finetune.folds, work=work, report=report
    )
    encoder = _final_encoder(base, data, shape, finetuning, work, report)
    sentences = SentenceEncoder(encoder / "sentences")
    examples = [Example(h.scores, x, meaning_of(x, sentences)) for h, x in zip(held_out, data.inputs, strict=True)]
    risk_frame, specialty_frame = code_frame(data.risks, sentences), code_frame(data.specialties, sentences)
    heads = fit_heads(examples, data.labels, risk_frame, specialty_frame, settings.heads, seed=settings.seed)
    judged = _pair_examples(data, heads, examples, [h.vectors for h in held_out], settings.clusters.per_unit)
    pairs, threshold, reached = fit_pairs(
        judged, strength=settings.heads.pair_strength, largest=settings.clusters.largest, seed=settings.seed
    )
    report(f"repeated arguments: linkage threshold {threshold}, F1 {reached:.3f} on judged pairs of held-out documents")
    clusters = {"threshold": threshold, **settings.clusters.model_dump()}
    parts = Parts(encoder, heads.component.head, heads.risk, heads.specialty, pairs, heads.review_below, clusters)
    meta = {"author": "argmine", "sources": [f"annotations/ ({data.fingerprint[:16]})", settings.model.base]}
    if output.exists():
        shutil.rmtree(output)
    build_pipeline(parts, output, name=settings.model.name, version=settings.model.version, meta=meta)
    card = Path(settings.model.card).read_text(encoding="utf-8") if settings.model.card else f"# {settings.model.name}"
    figures = held_out_figures(data.labels, heads) | {"repeated_arguments": {"alike_pairs_f1": reached}}
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
    """Changes with all that the encoders depend on, and with nothing else: heads are refitted in seconds."""
    parts = (settings.seed, settings.model.base, settings.windows, settings.finetune, data.encoder_fingerprint)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def base_folder(settings: TrainSettings) -> Path:
    """The folder of the base encoder, its weights checked against the configured hash.

    Raises:
        ConfigError: the folder is missing or its weights are others.
    """
    name = settings.model.base
    if name.startswith("package:"):
        spec = importlib.util.find_spec(name.removeprefix("package:"))
        if spec is None or spec.origin is None:
            raise MissingExtraError(name.removeprefix("package:"), "train")
        folder = Path(spec.origin).parent / "model"
    else:
        folder = Path(name)
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise ConfigError(
            f"model.base: {folder} has no model.safetensors; give the folder of a sentence-transformers model"
        )
    if settings.model.base_sha256:
        found = hashlib.sha256(weights.read_bytes()).hexdigest()
        if found != settings.model.base_sha256:
            raise ConfigError(f"model.base_sha256: {weights} has {found}")
    return folder


def load_training_data(settings: TrainSettings) -> TrainingData:
    """The gold of the configured splits.

    Raises:
        AnnotationError: the annotations are inconsistent or use labels outside the code frames.
        ConfigError: a code frame is malformed.
    """
    folder = Path(settings.data.annotations)
    splits: dict[Split, list[str]] = read_splits(folder)
    names = [name for split in settings.data.train for name in splits[split]]
    risks = read_code_frame(Path(settings.data.risk_types))
    specialties = read_code_frame(Path(settings.data.specialties))
    risk_ids, specialty_ids = [label.id for label in risks], [label.id for label in specialties]
    documents = [read_gold(folder / "documents" / f"{name}.md") for name in names]
    paths = [folder / "documents" / f"{name}{suffix}" for name in names for suffix in (".md", ".jsonl")]
    judged = [folder / "pairs" / f"{name}.jsonl" for name in names]
    return TrainingData(
        names=names,
        folder=folder,
        documents=documents,
        inputs=[document_input(document) for document in documents],
        labels=[gold_labels(document, risk_ids, specialty_ids) for document in documents],
        risks=risks,
        specialties=specialties,
        fingerprint=fingerprint([*paths, *(path for path in judged if path.is_file())]),
        encoder_fingerprint=fingerprint(paths),
    )


def _final_encoder(
    base: Path, data: TrainingData, shape: WindowShape, settings: object, work: Path, report: Report
) -> Path:
    """The encoder folder trained on all documents: `windows` and `sentences`, both int8."""
    from argmine.learn.finetune import FinetuneSettings, export_onnx, export_sentence_encoder, finetune, quantize

    assert isinstance(settings, FinetuneSettings)
    folder = work / "encoder"
    if (folder / "done").is_file():
        return folder
    for part in ("windows", "sentences"):
        (folder / part).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(base / "tokenizer.json", folder / part / "tokenizer.json")
    save_window_shape(shape, folder / "windows")
    model = finetune(
        base,
        data.inputs,
        data.labels,
        shape,
        settings,
        on_epoch=lambda epoch, loss, _: report(f"epoch {epoch + 1}: loss {loss:.3f}"),
    )
    export_onnx(model, work / "windows.onnx")
    quantize(work / "windows.onnx", folder / "windows" / "model.onnx")
    export_sentence_encoder(base, work / "sentences.onnx")
    quantize(work / "sentences.onnx", folder / "sentences" / "model.onnx")
    (folder / "done").touch()
    return folder


def _pair_examples(
    data: TrainingData, heads: Heads, examples: list[Example], context: list[Matrix], per_unit: int
) -> list[PairExamples]:
    """Judged documents as the clusters will meet them: with out-of-fold labels and vectors, not gold ones."""
    found = []
    for index, name in enumerate(data.names):
        judged_path = data.folder / "pairs" / f"{name}.jsonl"
        if not judged_path.is_file():
            continue
        risk, specialty = heads.risk, heads.specialty
        document = apply_components(data.documents[index], heads.component_probabilities[index], review_below=0.0)
        document = apply_risk_types(document, heads.risk_probabilities[index], risk.frame.ids, risk.head.thresholds)
        document = apply_specialties(
            document, heads.specialty_probabilities[index], specialty.frame.ids, specialty.thresholds
        )
        text_path = data.folder / "documents" / f"{name}.md"
        ids = [unit.id for unit in read_lines(text_path.with_suffix(".jsonl"), text_path.read_bytes().decode())]
        chosen = chosen_units(document)
        units = comparable_units(document, chosen, examples[index].meaning.units, context[index])
        found.append(pair_examples(units, chosen, read_judged(judged_path, ids), per_unit=per_unit))
    return found


def _require_torch() -> None:
    for package in ("torch", "transformers", "onnx"):
        if importlib.util.find_spec(package) is None:
            raise MissingExtraError(package, "train")
