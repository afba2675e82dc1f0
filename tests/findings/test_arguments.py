"""Which arguments stand out, by hand."""

from __future__ import annotations

from dataclasses import replace

from argmine.document import Cluster, Relation
from argmine.findings.arguments import headline_conclusions, repeated_arguments
from building import document, scores, section, unit


def test_headlines_are_made_often_then_supported_then_sure() -> None:
    built = document(
        unit("Protect the title.", "conclusion", scores=scores("conclusion", 0.6)),
        unit("Fund posts.", "conclusion", scores=scores("conclusion", 0.9)),
        unit("Regulate now.", "conclusion", scores=scores("conclusion", 0.5)),
        unit("The title should be protected.", "conclusion", scores=scores("conclusion", 0.8)),
        unit("Posts are vacant.", "evidence"),
    )
    a, b, c, d, e = (one.id for one in built.units)
    units = tuple(replace(one, cluster="k" if one.id in (a, d) else None) for one in built.units)
    built = replace(
        built,
        units=units,
        clusters=(Cluster("k", d, (a, d), ("s-root",)),),
        relations=(Relation(e, c, "support", 0.9),),
    )
    assert [one.id for one in headline_conclusions(built)] == [d, c, b]  # of the repeated one its best wording alone
    assert [one.id for one in headline_conclusions(built, limit=1)] == [d]


def test_repeated_arguments_come_with_their_units() -> None:
    built = document(unit("A."), unit("B."), unit("A, again."), sections=[section("s-1")])
    a, _, c = (one.id for one in built.units)
    built = replace(built, clusters=(Cluster("k", c, (a, c), ("s-root",)),))
    (found,) = repeated_arguments(built)
    assert (found.best.text, [one.text for one in found.units]) == ("A, again.", ["A.", "A, again."])
