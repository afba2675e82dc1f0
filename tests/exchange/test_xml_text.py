"""Text and values in XML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from argmine.errors import InputError
from argmine.exchange.xml_text import escaped, illegal, legal, unescaped, walk

_ANY = st.text(st.one_of(st.characters(), st.sampled_from(list("%;=0CFE4 \x0c\x00\ufffe\ud800"))), max_size=20)


def test_what_xml_cannot_hold_is_replaced_in_place() -> None:
    text = "a\x00b\x0cc\ufffe\ud800\t\r\n🎉"
    assert legal(text) == "a\ufffdb c\ufffd\ufffd\t\r\n🎉"
    assert list(illegal(text)) == [(1, "\x00"), (3, "\x0c"), (5, "\ufffe"), (6, "\ud800")]


@given(_ANY)
def test_xml_holds_what_is_left(text: str) -> None:
    element = etree.Element("a", value=legal(text), other=escaped(text))
    again = etree.fromstring(etree.tostring(element))
    assert again.get("value") == legal(text)
    assert unescaped(again.get("other")) == text


@given(_ANY)
def test_escapes_come_back_and_parting_characters_are_gone(value: str) -> None:
    plain = escaped(value, also=";=")
    assert unescaped(plain) == value
    assert not set(";=") & set(plain)


def test_usual_values_stay_as_they_are() -> None:
    for value in ("u-0-12", "Prüfung 50% (final).md", "a;b=c", "🎉"):
        assert escaped(value) == value
    assert unescaped("100%ff") == "100%ff"  # nobody escaped this


def test_every_element_is_visited() -> None:
    seen: list[tuple[str, str | None]] = []
    walk(b'<a x="1"><b x="2">text</b></a>', "f.xml", lambda tag, values: seen.append((tag, values.get("x"))))
    assert seen == [("a", "1"), ("b", "2")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', "declares a document type"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "declares a document type"),
        (b"<a><b></a>", "is not XML 1.0"),
        (b"", "is not XML 1.0"),
        (b'<?xml version="1.1"?><a x="&#1;"/>', "is not XML 1.0"),
        (b'<?xml version="1.0" encoding="none"?><a/>', "is not XML 1.0"),
    ],
)
def test_hostile_xml_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=f"^f.xml: {reason}"):
        walk(content, "f.xml", lambda tag, values: None)
