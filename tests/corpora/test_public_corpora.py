"""Readers of public corpora on texts of our own in their formats: exact offsets, labels and links."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from argmine.corpora import CORPORA, read_corpus, read_splits_found
from argmine.corpora.argkp import read_key_points
from argmine.corpora.dataset_dict import unit_rows
from argmine.corpora.label_mapping import label_mapping
from argmine.corpora.labelled import LabelledDocument, LabelledSpan, Link, labelled_document
from argmine.errors import AnnotationError, MissingSplitError

CONLL = """\
1 Should O
2 pools O
3 open O
4 ? O

1 They B-MajorClaim
2 should I-MajorClaim
3 . O

1 Swimming B-Claim:For
2 helps I-Claim:For
3 , O
4 as O
5 hearts B-Premise:-1:Support
6 grow I-Premise:-1:Support
7 . O

1 Should O
2 cars O
3 go O
"""


def conll(text: str) -> str:
    rows = [line.split() for line in text.split("\n")]
    return "\n".join(f"{row[0]}\t{row[1]}\t_\t_\t{row[2]}" if row else "" for row in rows)


def texts(document: LabelledDocument) -> list[tuple[str, str]]:
    return [(label, unit.text) for label, unit in zip(document.labels, document.document.units, strict=True)]


def test_essays_in_conll(tmp_path: Path) -> None:
    (tmp_path / "paragraph.train.dat").write_text(conll(CONLL))
    first, second = read_corpus("aae2", tmp_path, "train")
    assert first.document.document.characters == len(
        "Should pools open ?\nThey should .\nSwimming helps , as hearts grow .\n"
    )
    assert texts(first) == [("MajorClaim", "They should"), ("Claim", "Swimming helps"), ("Premise", "hearts grow")]
    assert first.links == (Link(1, 0, "For"), Link(2, 1, "Support"))
    assert first.paragraphs == ((0, 19), (20, 33), (34, 67))
    assert [unit.paragraph for unit in first.document.units] == [1, 2, 2]
    assert [unit.component for unit in first.document.units] == ["conclusion", "claim", "evidence"]
    assert second.labels == ()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("1 Pools B-Premise", "distance"),
        ("1 Pools B-Premise:4:Support", "4 components away"),
        ("1 Pools B-Rant", "'Rant' is not one of"),
        ("1 Pools X", "expected index"),
    ],
)
def test_a_malformed_label_is_an_error_that_says_where(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "paragraph.train.dat").write_text(conll(line))
    with pytest.raises(AnnotationError, match=message):
        read_corpus("aae2", tmp_path, "train")


def test_abstracts_in_brat(tmp_path: Path) -> None:
    folder = tmp_path / "neoplasm_dev"
    folder.mkdir()
    text = "Drug works. Pain fell by half. It is safe.\n"
    (folder / "1.txt").write_text(text)
    (folder / "1.ann").write_text(
        "T1\tClaim 0 11\tDrug works.\nT2\tPremise 12 30\tPain fell by half.\nT3\tMajorClaim 31 42\tIt is safe.\n"
        "R1\tSupport Arg1:T2 Arg2:T1\t\nR2\tPartial-Attack Arg1:T2 Arg2:T3\t\n#1\tAnnotatorNotes T1\thm\n"
    )
    (document,) = read_corpus("abstrct", tmp_path, "dev")
    assert texts(document) == [
        ("Claim", "Drug works."), ("Premise", "Pain fell by half."), ("MajorClaim", "It is safe."),
    ]  # fmt: skip
    assert document.links == (Link(1, 0, "Support"), Link(1, 2, "Partial-Attack"))
    assert len(document.document.relations) == 1
    with pytest.raises(MissingSplitError):
        read_corpus("abstrct", tmp_path, "glaucoma_test")


def test_essays_in_brat_with_stances(tmp_path: Path) -> None:
    (tmp_path / "train-test-split.csv").write_text('"ID";"SET"\n"e1";"TRAIN"\n"e2";"TEST"\n')
    (tmp_path / "e1.txt").write_text("Pools\n\nOpen them. They help.\n")
    (tmp_path / "e1.ann").write_text(
        "T1\tMajorClaim 7 17\tOpen them.\nT2\tClaim 18 28\tThey help.\nA1\tStance T2 For\n"
    )
    (document,) = read_corpus("aae2-brat", tmp_path, "train")
    assert document.links == (Link(1, 0, "For"),)
    assert document.paragraphs == ((0, 5), (7, 28))


def test_comments_of_cdcp(tmp_path: Path) -> None:
    (tmp_path / "train").mkdir()
    (tmp_path / "train" / "7.txt").write_text("They called me. It was rude. Ban it.")
    (tmp_path / "train" / "7.ann.json").write_text(
        json.dumps(
            {
                "prop_labels": ["testimony", "value", "policy"],
                "prop_offsets": [[0, 15], [16, 28], [29, 36]],
                "reasons": [[[0, 1], 2]],
                "evidences": [[[0, 0], 1]],
            }
        )
    )
    (document,) = read_corpus("cdcp", tmp_path, "train")
    assert document.links == (Link(0, 1, "evidence"), Link(0, 2, "reason"), Link(1, 2, "reason"))
    assert [unit.component for unit in document.document.units] == ["evidence", "claim", "conclusion"]


def test_speeches_of_argunsc(tmp_path: Path) -> None:
    (tmp_path / "base.csv").write_text(
        "ID,Speech,Sentence_ID,Full_Sentence,Component,Component_Type,Premises\n"
        "1,s1,1,Thank you.,non-arg,non-arg,non-arg\n"
        "2,s1,2,We worry as  fire spreads.,\"[1, 'We worry']\",claim,\"{2: 'support', 9: 'support'}\"\n"
        "3,s1,2,We worry as  fire spreads.,\"[2, 'as fire spreads.']\",premise,{}\n"
    )
    (document,) = read_corpus("argunsc", tmp_path, "all")
    assert texts(document) == [("non-arg", "Thank you."), ("claim", "We worry"), ("premise", "as  fire spreads.")]
    assert document.links == (Link(2, 1, "support"),)
    names = [len(read_corpus("argunsc", tmp_path, split)) for split in ("train", "dev", "test")]
    assert sum(names) == 1


def test_key_points(tmp_path: Path) -> None:
    (tmp_path / "arguments_dev.csv").write_text(
        "arg_id,argument,topic,stance\na1,it is cheap,T,1\na2,it harms,T,-1\na3,costs little,T,1\n"
    )
    (tmp_path / "key_points_dev.csv").write_text("key_point_id,key_point,topic,stance\nk1,Cheap,T,1\nk2,Harmful,T,-1\n")
    (tmp_path / "labels_dev.csv").write_text("arg_id,key_point_id,label\na1,k1,1\na3,k1,0\na2,k2,1\n")
    first, second = read_key_points(tmp_path, "dev")
    assert (first.arguments, first.key_points) == (("it is cheap", "costs little"), ("Cheap",))
    assert first.matches == {(0, 0): True, (1, 0): False}
    assert second.stance == -1
    document = read_corpus("argkp", tmp_path, "dev")[0]
    assert texts(document) == [("key_point", "Cheap"), ("argument", "it is cheap"), ("argument", "costs little")]
    assert [len(cluster.units) for cluster in document.document.clusters] == [2]


MICROTEXT = """\
<arggraph id="m1">
 <edu id="e1"><![CDATA[Pools should open.]]></edu><edu id="e2"><![CDATA[They cost little]]></edu>
 <edu id="e3"><![CDATA[and help many.]]></edu><edu id="e4"><![CDATA[Some disagree.]]></edu>
 <adu id="a1" type="pro"/><adu id="a2" type="pro"/><adu id="a3" type="pro"/><adu id="a4" type="opp"/>
 <edge id="s1" src="e1" trg="a1" type="seg"/><edge id="s2" src="e2" trg="a2" type="seg"/>
 <edge id="s3" src="e3" trg="a3" type="seg"/><edge id="s4" src="e4" trg="a4" type="seg"/>
 <edge id="c1" src="a2" trg="a1" type="sup"/><edge id="c2" src="a3" trg="c1" type="add"/>
 <edge id="c3" src="a4" trg="c1" type="und"/>
</arggraph>
"""


def test_microtexts(tmp_path: Path) -> None:
    (tmp_path / "m1.xml").write_text(MICROTEXT)
    (document,) = read_corpus("microtexts", tmp_path, "all")
    assert document.labels == ("central_claim", "premise", "premise", "premise")
    assert document.links == (Link(1, 0, "sup"), Link(2, 0, "add"), Link(3, 1, "und"))
    assert len(document.document.relations) == 2


def test_entities_in_microtexts_are_refused(tmp_path: Path) -> None:
    (tmp_path / "m1.xml").write_text(
        '<!DOCTYPE x [<!ENTITY a "b">]>\n<arggraph id="m"><edu id="e1">&a;</edu></arggraph>'
    )
    with pytest.raises(AnnotationError, match="not an arggraph"):
        read_corpus("microtexts", tmp_path, "all")


def test_the_annotations_of_this_project() -> None:
    documents = read_corpus("argmine", Path("annotations"), "test")
    assert len(documents) == 5
    rows = [row for document in documents for row in unit_rows(document)]
    assert {row["label"] for row in rows} == {"claim", "evidence", "conclusion", "other"}
    assert any(row["supports"] for row in rows)
    assert rows[0]["text"]


def test_only_splits_that_are_there_are_found(tmp_path: Path) -> None:
    (tmp_path / "paragraph.dev.dat").write_text(conll(CONLL))
    assert list(read_splits_found("aae2", tmp_path)) == ["dev"]
    with pytest.raises(AnnotationError, match="no split of cdcp"):
        read_splits_found("cdcp", tmp_path)
    with pytest.raises(AnnotationError, match="choose one of"):
        read_splits_found("aae3", tmp_path)


def test_every_corpus_has_a_documented_mapping() -> None:
    for name in set(CORPORA) - {"argmine", "aae2-brat"}:
        assert label_mapping(name).lost


def test_overlapping_components_are_refused() -> None:
    spans = [LabelledSpan(0, 5, "claim"), LabelledSpan(4, 8, "claim")]
    with pytest.raises(AnnotationError, match="overlaps"):
        labelled_document("d", "One two three", spans, [], label_mapping("argunsc"))


def test_a_link_to_nothing_is_refused() -> None:
    with pytest.raises(AnnotationError, match="names component 3"):
        labelled_document("d", "One", [LabelledSpan(0, 3, "claim")], [Link(0, 3, "support")], label_mapping("argunsc"))
