"""The window encoder over a stand-in graph: which units get which rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from argmine.errors import ModelError
from argmine.learn.encoder import OUTPUTS, WindowEncoder
from argmine.learn.inputs import FEATURES, DocumentInput, Matrix
from argmine.learn.windows import Batch, WindowShape

WORDS = [f"w{number}" for number in range(500)]


@pytest.fixture
def encoder() -> WindowEncoder:
    tokenizer = Tokenizer(models.WordLevel({word: 200 + index for index, word in enumerate(WORDS)}, unk_token="w0"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return WindowEncoder(WindowShape(units=3, tokens=40), tokenizer, mean_ids)


def test_a_graph_of_another_version_is_refused(encoder: WindowEncoder) -> None:
    old = WindowEncoder(encoder.shape, encoder.tokenizer, lambda batch: mean_ids(batch)[:3])
    with pytest.raises(ModelError, match="3 outputs, not 4"):
        old.embed(["w1"])


def mean_ids(batch: Batch) -> Sequence[Matrix]:
    """Each unit's row is the mean of its token ids."""
    means = np.einsum("but,bt->bu", batch.pool, batch.ids.astype(np.float32))[:, :, None]
    return [means, means * 2, means * 3, means * 4]


def document(texts: Sequence[str]) -> DocumentInput:
    n = len(texts)
    none = np.zeros(n, np.int64)
    names = ("w1",) * n
    features = np.zeros((n, len(FEATURES)), np.float32)
    return DocumentInput(tuple(texts), names, (("w1",),) * n, names, names, features, none, none, none, "w1")


def test_rows_come_back_in_the_order_of_the_units(encoder: WindowEncoder) -> None:
    texts = [" ".join([WORDS[number]] * (1 + 7 * (number % 5))) for number in range(100)]

    encoded = encoder.encode(document(texts))

    assert encoded.vectors[:, 0].tolist() == pytest.approx([200 + number for number in range(100)])
    assert encoded.scores[:, 0].tolist() == pytest.approx([2 * (200 + number) for number in range(100)])
    assert encoded.meaning[:, 0].tolist() == pytest.approx([3 * (200 + number) for number in range(100)])


def test_no_units_give_no_rows(encoder: WindowEncoder) -> None:
    assert encoder.encode(document([])).meaning.shape[0] == 0


def test_equal_texts_get_equal_meaning(encoder: WindowEncoder) -> None:
    rows = encoder.embed(["w3 w5", "w9", "w3 w5"])

    assert rows[:, 0].tolist() == pytest.approx([3 * 204, 3 * 209, 3 * 204])


def test_an_empty_text_has_a_row(encoder: WindowEncoder) -> None:
    assert encoder.embed([""]).shape == (1, 1)


def test_threads_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    from argmine.batch.pool import ONE_THREAD
    from argmine.learn.encoder import THREADS, thread_count

    assert THREADS in ONE_THREAD  # which workers are started with
    monkeypatch.delenv(THREADS, raising=False)
    assert thread_count() == 2
    monkeypatch.setenv(THREADS, "1")
    assert thread_count() == 1
    monkeypatch.setenv(THREADS, "many")
    with pytest.raises(ModelError, match="ARGMINE_THREADS='many': give a number"):
        thread_count()


def test_windows_are_read_alone_and_threads_change_nothing(encoder: WindowEncoder) -> None:
    texts = [" ".join([WORDS[number]] * (1 + 7 * (number % 5))) for number in range(100)]
    seen: list[int] = []

    def run(batch: Batch) -> Sequence[Matrix]:
        seen.append(len(batch.ids))
        assert batch.mask.all()  # no padding
        return mean_ids(batch)

    several = WindowEncoder(encoder.shape, encoder.tokenizer, run, threads=3).encode(document(texts))

    assert set(seen) == {1}
    alone = encoder.encode(document(texts))
    assert all(np.array_equal(getattr(several, part), getattr(alone, part)) for part in OUTPUTS)
