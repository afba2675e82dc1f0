"""Responses written from one template."""

from __future__ import annotations

from argmine.document import ArgumentDocument
from argmine.findings.campaigns import find_campaigns
from building import document, unit

TEMPLATE = ["Protect the title.", "Half are unregistered.", "Patients are at risk.", "Act now."]


def response(*texts: str) -> ArgumentDocument:
    return document(*(unit(text) for text in texts))


def test_documents_that_share_most_of_their_words() -> None:
    documents = [
        response(*TEMPLATE),
        response("I am a nurse.", "PROTECT the title!", *TEMPLATE[1:]),
        response("Fees are high.", "Posts are vacant.", "Half are unregistered."),
        response(*TEMPLATE[:3], "And thank you."),
    ]
    (found,) = find_campaigns(documents)
    assert found.documents == (0, 1, 3)
    assert found.share == 0.75  # the last holds three of its four sentences in common with the first
    assert found.sentences == tuple(TEMPLATE)


def test_one_common_quotation_is_no_campaign() -> None:
    assert find_campaigns([response(TEMPLATE[0]), response(TEMPLATE[0])]) == ()
    assert find_campaigns([]) == ()


def test_units_that_argue_nothing_do_not_count() -> None:
    thanks = [unit(text, "other") for text in ("Dear all,", "Thank you.", "Yours,", "Regards.")]
    assert find_campaigns([document(*thanks), document(*thanks)]) == ()


def test_hundreds_of_copies_are_one_group() -> None:
    (found,) = find_campaigns([response(*TEMPLATE, f"I am number {n}.") for n in range(300)])
    assert len(found.documents) == 300
