"""Label Studio: tasks out, annotations in."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmine.document import Tag
from argmine.errors import InputError
from argmine.exchange.label_studio import LOST, read, write
from argmine.exchange.markup import Imported, Markup, Span, Support, without
from exchange.label_studio_editor import choice, region, relation, submitted
from exchange.markups import markup, markups

TEXT = "Scans fail. Half failed in 2020. Train us."


def _example() -> Markup:
    built = markup(TEXT, ("Scans fail.", "claim"), ("Half failed in 2020.", "evidence"))
    claim, evidence = built.spans
    claim = replace(
        claim, score=0.75, risk_types=(Tag("harm", 0.5), Tag("delay", 1.0)), specialties=(Tag("x_ray", 0.25),),
        repeated="k-1", review=True,
    )  # fmt: skip
    return replace(built, spans=(claim, evidence), supports=(Support(evidence.id, claim.id, 0.5),), pages=(0, 12))


def _given(path: Path, *results: dict[str, Any], text: str = TEXT) -> Imported:
    """What comes in from one annotation with these results."""
    return _tasks(path, {"data": {"text": text, "name": "a.md"}, "annotations": [{"id": 1, "result": list(results)}]})


def _tasks(path: Path, *tasks: object) -> Imported:
    path /= "export.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    return read(path)


def _reasons(imported: Imported) -> list[str]:
    return [problem.reason for problem in imported.problems]


@given(st.lists(markups(), max_size=3))
def test_what_is_written_comes_back(built: list[Markup]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tasks.json"
        write(built, path)
        assert read(path) == Imported(tuple(without(one, LOST) for one in built))


@given(markups())
def test_what_is_submitted_unchanged_comes_back_without_the_scores_of_links(built: Markup) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tasks.json"
        write([built], path)
        [task] = json.loads(path.read_text(encoding="utf-8"))
        task["annotations"] = [{"completed_by": 1, "result": submitted(task["predictions"][0]["result"])}]
        assert _tasks(Path(folder), task) == Imported((without(built, frozenset({"support_scores"})),))


def test_the_file(tmp_path: Path) -> None:
    write([replace(_example(), pages=())], tmp_path / "tasks.json")
    [task] = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    claim = {"start": 0, "end": 11, "text": "Scans fail."}
    evidence = {"start": 12, "end": 32, "text": "Half failed in 2020."}
    on = {"id": "u-0-11", "to_name": "text"}
    assert task == {
        "data": {"text": TEXT, "name": "a.md"},
        "predictions": [
            {
                "model_version": "argmine",
                "result": [
                    {**on, "from_name": "component", "type": "labels", "value": {**claim, "labels": ["claim"]},
                     "score": 0.75},
                    {**on, "from_name": "risk_types", "type": "choices",
                     "value": {**claim, "choices": ["harm", "delay"]},
                     "meta": {"scores": {"harm": 0.5, "delay": 1.0}}},
                    {**on, "from_name": "specialties", "type": "choices", "value": {**claim, "choices": ["x_ray"]},
                     "meta": {"scores": {"x_ray": 0.25}}},
                    {**on, "from_name": "repeated", "type": "textarea",
                     "value": {"start": 0, "end": 11, "text": ["k-1"]}},
                    {**on, "from_name": "review", "type": "choices", "value": {**claim, "choices": ["needs review"]}},
                    {"id": "u-12-32", "from_name": "component", "to_name": "text", "type": "labels",
                     "value": {**evidence, "labels": ["evidence"]}, "score": 1.0},
                    {"type": "relation", "from_id": "u-12-32", "to_id": "u-0-11", "direction": "right",
                     "labels": ["support"], "score": 0.5},
                ],
            }
        ],
    }  # fmt: skip


def test_the_interface_has_a_control_for_all_that_is_said(tmp_path: Path) -> None:
    write([_example()], tmp_path / "tasks.json")
    config = (tmp_path / "tasks.xml").read_text(encoding="utf-8")
    for line in (
        '<Text name="text" value="$text" granularity="word"/>',
        '<Relation value="support"/>',
        '<Labels name="component" toName="text">',
        '<Label value="conclusion" background="#9467bd"/>',
        '<Choices name="risk_types" toName="text" perRegion="true" choice="multiple" showInline="true">',
        '<Choice value="delay"/>\n      <Choice value="harm"/>',
        '<Choice value="x_ray"/>',
        '<Choice value="needs review"/>',
    ):
        assert line in config
    assert '<TextArea name="repeated" toName="text" perRegion="true"' in config


def test_label_studio_itself_takes_the_interface_and_the_tasks(tmp_path: Path) -> None:
    interface = pytest.importorskip("label_studio_sdk.label_interface")
    parts = Span("p", ((0, 5), (6, 11)), "other", 0.5)
    write([_example(), replace(markup(TEXT), spans=(parts,))], tmp_path / "tasks.json")
    checker = interface.LabelInterface((tmp_path / "tasks.xml").read_text(encoding="utf-8"))
    checker.validate()
    for task in json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8")):
        assert checker.validate_task({"data": task["data"]})
        assert checker.validate_prediction(task["predictions"][0], return_errors=True) == []


def test_the_same_documents_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write([_example(), _example()], tmp_path / name / "tasks.json")
    for file in ("tasks.json", "tasks.xml"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_tasks_are_no_xml(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"give a name that ends in \.json"):
        write([], tmp_path / "tasks.xml")


def test_ids_that_label_studio_would_change_come_back(tmp_path: Path) -> None:
    spans = (
        Span("a#1", ((0, 5), (6, 10)), "claim"),
        Span("a-1", ((12, 16),), "other"),
        Span("a-1.2", ((17, 23),), "other"),
    )
    built = Markup("a.md", TEXT, spans, (Support("a-1", "a#1"),))
    write([built], tmp_path / "tasks.json")
    [task] = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    ids = [result["id"] for result in task["predictions"][0]["result"] if result["type"] == "labels"]
    assert ids == ["a-1", "a-1.2", "a-1-2", "a-1.2-2"]
    task["annotations"] = [{"result": submitted(task["predictions"][0]["result"])}]
    assert _tasks(tmp_path, task) == Imported((built,))


# Offsets


def test_offsets_count_code_points(tmp_path: Path) -> None:
    text = "💩This is an 𝒜nnotation."
    found = _given(tmp_path, region("r", 12, 22, "claim", text="𝒜nnotation"), text=text)
    assert found.problems == ()
    assert found.markups[0].spans[0].fragments == ((12, 22),)


def test_offsets_of_old_annotations_count_utf16(tmp_path: Path) -> None:
    text = "💩This is an 𝒜nnotation."
    old = [
        region("r", 13, 24, "claim", text="𝒜nnotation"),
        region("s", 2, 6, "other", text="This"),
        region("t", 0, 2, "other"),
    ]
    found = _given(tmp_path, *old, text=text)
    assert found.problems == ()
    assert [span.fragments for span in found.markups[0].spans] == [((0, 1),), ((1, 5),), ((12, 22),)]


def test_words_that_fit_no_count_are_a_problem(tmp_path: Path) -> None:
    text = "💩This is an annotation."
    wrong = [region("r", 13, 23, "claim", text="annotation"), region("s", 1, 5, "other", text="This")]
    found = _given(tmp_path, *wrong, text=text)
    assert [span.id for span in found.markups[0].spans] == ["s"]
    assert str(found.problems[0]) == (
        "export.json, task 1 at 13: 'annotation': other words stand at its place: 'nnotation.'; mark it again"
    )


def test_line_breaks_count_by_the_character_and_are_shown_as_the_browser_likes(tmp_path: Path) -> None:
    text = "One\r\ntwo.\r\n\r\nOne\r\ntwo."
    found = _given(tmp_path, region("r", 13, 22, "claim", text="One\\n\\ntwo."), text=text)
    assert found.problems == ()
    assert text[slice(*found.markups[0].spans[0].fragments[0])] == "One\r\ntwo."


@pytest.mark.parametrize("words", ["—", "🎉"])
def test_signs_alone_are_compared_too(tmp_path: Path, words: str) -> None:
    found = _given(tmp_path, region("r", 1, 2, "claim", text=words), text="a— 🎉")
    assert len(found.problems) == (words != "—")


# Edits


def test_what_a_person_adds(tmp_path: Path) -> None:
    write([_example()], tmp_path / "tasks.json")
    [task] = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    results = submitted(task["predictions"][0]["result"])
    results[1]["value"]["choices"].append("cost")  # a risk type
    results.append(region("Dx_aB91ISN", 33, 42, "conclusion", text="Train us."))
    results.append(relation("u-0-11", "Dx_aB91ISN", "support"))
    task["annotations"] = [{"result": results}]
    found = _tasks(tmp_path, task)
    assert found.problems == ()
    [again] = found.markups
    assert again.spans[0].risk_types == (Tag("harm", 0.5), Tag("delay", 1.0), Tag("cost", 1.0))
    assert again.spans[2] == Span("Dx_aB91ISN", ((33, 42),), "conclusion")
    assert again.supports == (Support("u-0-11", "Dx_aB91ISN"), Support("u-12-32", "u-0-11"))
    assert again.pages == (0, 12)


def test_what_a_person_deletes_and_relabels(tmp_path: Path) -> None:
    write([_example()], tmp_path / "tasks.json")
    [task] = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    results = [result for result in submitted(task["predictions"][0]["result"]) if result.get("id") == "u-0-11"]
    results[0]["value"]["labels"] = ["conclusion"]
    for result in results:
        result["origin"] = "prediction-changed"
    del results[4]  # the review mark
    task["annotations"] = [{"result": results}]
    found = _tasks(tmp_path, task)
    claim = _example().spans[0]
    assert found.markups[0].spans == (replace(claim, component="conclusion", score=1.0, review=False),)
    assert found.markups[0].supports == ()


@pytest.mark.parametrize(
    ("direction", "links"),
    [("right", [("a", "b")]), ("left", [("b", "a")]), ("bi", [("a", "b"), ("b", "a")])],
)
def test_a_relation_is_a_link_whatever_way_it_is_drawn(
    tmp_path: Path, direction: str, links: list[tuple[str, str]]
) -> None:
    drawn = relation("a", "b", direction=direction)  # without a label
    found = _given(tmp_path, region("a", 0, 11, "evidence"), region("b", 12, 32, "claim"), drawn)
    assert found.problems == ()
    assert [(link.source, link.target) for link in found.markups[0].supports] == links


def test_parts_that_continue_each_other_are_one_span(tmp_path: Path) -> None:
    found = _given(
        tmp_path,
        region("late", 12, 16, "claim"),
        region("early", 0, 5, "claim"),
        region("last", 33, 38, "claim"),
        region("why", 17, 23, "evidence"),
        choice("late", "risk_types", "harm"),
        choice("early", "risk_types", "delay"),
        choice("last", "review", "needs review"),
        relation("last", "late", "continues"),
        relation("late", "early", "continues"),
        relation("why", "last", "support"),
    )
    assert found.problems == ()
    whole = Span(
        "early", ((0, 5), (12, 16), (33, 38)), "claim", risk_types=(Tag("delay", 1.0), Tag("harm", 1.0)), review=True
    )
    assert found.markups[0].spans == (whole, Span("why", ((17, 23),), "evidence"))
    assert found.markups[0].supports == (Support("why", "early"),)


def test_parts_that_contradict_each_other_are_told_of(tmp_path: Path) -> None:
    found = _given(
        tmp_path, region("a", 0, 5, "claim"), region("b", 3, 8, "claim"), region("c", 12, 16, "other"),
        relation("b", "a", "continues"), relation("c", "a", "continues"),
    )  # fmt: skip
    assert found.markups[0].spans == (Span("a", ((0, 5), (12, 16)), "claim"),)
    assert _reasons(found) == [
        "it overlaps the part of its span before it and is left out",
        "this part says other, the first part of its span claim",
    ]


def test_a_long_chain_of_parts_is_no_trouble(tmp_path: Path) -> None:
    text = "ab" * 5_000
    results = [region(f"r{number}", 2 * number, 2 * number + 1, "claim") for number in range(5_000)]
    results += [relation(f"r{number + 1}", f"r{number}", "continues") for number in range(4_999)]
    found = _given(tmp_path, *results, text=text)
    assert len(found.markups[0].spans[0].fragments) == 5_000


def test_a_copied_region_is_a_span_of_its_own(tmp_path: Path) -> None:
    copies = [
        region(id, start, end, "claim", meta={"span": "a#1"}) for id, start, end in (("a-1", 0, 5), ("copy", 6, 10))
    ]
    found = _given(tmp_path, *copies, relation("copy", "a-1"))
    assert [span.id for span in found.markups[0].spans] == ["a#1", "copy"]
    assert found.markups[0].supports == (Support("copy", "a#1"),)


# Which annotation is read


def test_annotations_win_over_predictions_and_skipped_ones_are_left_out(tmp_path: Path) -> None:
    for key in ("annotations", "completions"):
        task = {
            "data": {"text": TEXT, "name": "a.md"},
            "predictions": [{"result": [region("p", 0, 5, "claim")]}],
            key: [
                {"result": [region("skipped", 0, 5, "claim")], "was_cancelled": True},
                {"result": [region("r", 0, 11, "other")], "completed_by": 3},
            ],
        }
        found = _tasks(tmp_path, task)
        assert found == Imported((Markup("a.md", TEXT, (Span("r", ((0, 11),), "other"),)),))


def test_a_task_that_everybody_skipped_is_told_of(tmp_path: Path) -> None:
    skipped = {"result": [], "was_cancelled": True}
    data = {"text": TEXT, "name": "a.md"}
    predicted = {"data": data, "annotations": [skipped], "predictions": [{"result": [region("p", 0, 5, "claim")]}]}
    found = _tasks(tmp_path, predicted, {"data": data, "annotations": [skipped]})
    assert [len(one.spans) for one in found.markups] == [1, 0]
    assert [str(problem) for problem in found.problems] == [
        "export.json, task 1: '': every annotator skipped the task; its prediction is taken",
        "export.json, task 2: '': every annotator skipped the task; its text is taken without spans",
    ]


def test_drafts_and_earlier_predictions_are_told_of(tmp_path: Path) -> None:
    predictions = [{"result": [region(name, 0, 5, "claim")]} for name in ("first", "last")]
    task = {"data": {"text": TEXT}, "predictions": predictions, "drafts": [{"result": []}]}
    found = _tasks(tmp_path, task)
    assert (found.markups[0].name, found.markups[0].spans[0].id) == ("task 1", "last")
    assert _reasons(found) == [
        "a draft that was not submitted is left out; submit it and export",
        "the last of 2 predictions is taken",
    ]


def test_several_annotators_give_a_document_each(tmp_path: Path) -> None:
    people = [3, {"id": 4, "email": "anna@example.org"}, 3, None]
    annotations = [{"completed_by": who, "result": [region("r", 0, end, "claim")]} for end, who in enumerate(people, 1)]
    found = _tasks(tmp_path, {"data": {"text": TEXT, "name": "my report.md"}, "annotations": annotations})
    assert [(one.name, one.spans[0].end) for one in found.markups] == [
        ("my report (annotator 3).md", 1),
        ("my report (anna@example.org).md", 2),
        ("my report (annotator 3, 2).md", 3),
        ("my report (annotator ?).md", 4),
    ]


# Hostile files


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b'[{"data": {"text": NaN}}]', "is not JSON"),
        (b'"text"', "holds no tasks"),
        (b'[{"text": "flat"}, 7]', r"no task has a text in data\.text"),
        (b"{}", r"no task has a text in data\.text"),
    ],
)
def test_what_is_no_export_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "export.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read(path)


def test_a_task_without_text_among_others_is_told_of(tmp_path: Path) -> None:
    found = _tasks(tmp_path, {"data": {"image": "x.png"}}, {"data": {"text": TEXT, "name": "a.md"}})
    assert [one.name for one in found.markups] == ["a.md"]
    assert [str(problem) for problem in found.problems] == ["export.json, task 1: '': it has no text in data.text"]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (-1, 5),
        (5, 5),
        (6, 5),
        (0, 43),
        (True, 5),
        (0.5, 5),
        ("/div[1]/text()[1]", "/div[1]/text()[1]"),
        (None, 5),
        (0, 10**40),
    ],
)
def test_places_outside_of_the_text_are_told_of(tmp_path: Path, start: Any, end: Any) -> None:
    found = _given(tmp_path, region("r", start, end, "claim"), region("s", 0, 5, "claim"))
    assert [span.id for span in found.markups[0].spans] == ["s"]
    assert _reasons(found) == ["its place is no range of the text of 42 characters"]


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (7, "result 1 is no object with a value"),
        ({"type": "labels"}, "result 1 is no object with a value"),
        (
            region("r", 0, 5, "Person"),
            "none of its labels ['Person'] is a component; use claim, evidence, conclusion, other",
        ),
        (choice("r", "sentiment", "good"), "what the control 'sentiment' says has no place in argmine"),
        (choice("r", "risk_types", "harm"), "it has no component; label it claim, evidence, conclusion, other"),
        (relation("r", "s"), "a relation leads to 'r', which is no span that was taken over"),
    ],
)
def test_results_that_say_nothing_to_us_are_told_of(tmp_path: Path, result: Any, reason: str) -> None:
    found = _given(tmp_path, result)
    assert found.markups == (Markup("a.md", TEXT, ()),)
    assert _reasons(found) == [reason]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (region("r", 0, 5, "other"), "the control 'component' stands twice on one region; the first is taken"),
        (relation("r", "r"), "a span cannot be its own reason"),
        (relation("r", "s", "attack"), "the relation attack is not known; label it support"),
        (
            region("t", 6, 10, "claim", score=7, origin="prediction"),
            "the score 7 is no number from 0 to 1; 1.0 is taken",
        ),
    ],
)
def test_what_is_left_out_is_told_of(tmp_path: Path, more: Any, reason: str) -> None:
    found = _given(tmp_path, region("r", 0, 5, "claim"), region("s", 12, 16, "claim"), more)
    assert found.markups[0].spans[0] == Span("r", ((0, 5),), "claim")
    assert _reasons(found) == [reason]


def test_of_two_labels_and_two_names_the_first_is_taken(tmp_path: Path) -> None:
    both = region("r", 0, 5, "claim")
    both["value"]["labels"] = ["evidence", "claim"]
    names = {"id": "r", "from_name": "repeated", "type": "textarea", "value": {"text": ["k-1", "k-2"]}}
    found = _given(tmp_path, both, names)
    assert found.markups[0].spans == (Span("r", ((0, 5),), "evidence", repeated="k-1"),)
    assert _reasons(found) == [
        "of its labels evidence, claim only evidence is taken: a span has one",
        "a span makes one repeated argument; the first is taken",
    ]


@pytest.mark.parametrize("results", [None, {"a": 1}, "x"])
def test_results_of_another_shape_are_told_of(tmp_path: Path, results: Any) -> None:
    task = {"data": {"text": TEXT, "name": "a.md"}, "annotations": [{"result": results}]}
    assert _reasons(_tasks(tmp_path, task)) == ["its results are no list"]


@pytest.mark.parametrize("pages", ["1", [0, "5"], [5, 0], [0, 99], [-1]])
def test_page_starts_that_cannot_be_are_told_of(tmp_path: Path, pages: Any) -> None:
    found = _tasks(tmp_path, {"data": {"text": TEXT, "name": "a.md", "pages": pages}})
    assert found.markups == (Markup("a.md", TEXT, ()),)
    assert len(found.problems) == 1
    assert "page starts" in found.problems[0].reason


_PLAIN = st.none() | st.booleans() | st.integers(-5, 50) | st.floats(allow_nan=False, allow_infinity=False)
_KEYS = "id type value start end text labels choices from_name from_id to_id meta scores span origin".split()
_JSON = st.recursive(
    _PLAIN | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=5),
    max_leaves=20,
)


@given(st.lists(_JSON | st.builds(region, _JSON, _JSON, _JSON, _JSON) | st.builds(relation, _JSON, _JSON), max_size=5))
def test_no_result_breaks_the_reader(results: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = _given(Path(folder), *results)
        assert all(0 <= span.start < span.end <= len(TEXT) for span in found.markups[0].spans)
