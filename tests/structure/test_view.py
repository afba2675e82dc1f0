"""The reading view maps every span back to the source."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from argmine.structure.view import View

SOURCE = "The first part\n\n12\n\nand the  second."
FRAGMENTS = ((0, 14), (20, 36))


def test_fragments_are_joined_by_one_space() -> None:
    assert View(SOURCE, FRAGMENTS).text == "The first part and the  second."


def test_locate_gives_a_range_a_fragment() -> None:
    view = View(SOURCE, FRAGMENTS)
    at = view.text.index

    assert view.locate(at("part"), at("second") + 6) == ((10, 14), (20, 35))
    assert view.locate(0, len(view.text)) == FRAGMENTS
    assert view.locate(at("and"), at("and") + 3) == ((20, 23),)


def test_locate_trims_white_space() -> None:
    view = View(SOURCE, FRAGMENTS)

    assert view.locate(14, 15) == ()
    assert view.locate(13, 16) == ((13, 14), (20, 21))
    assert view.locate(22, 24) == ()


@st.composite
def sources_with_fragments(draw: st.DrawFn) -> tuple[str, tuple[tuple[int, int], ...]]:
    source = draw(st.text(alphabet="ab \n", min_size=2, max_size=40))
    cuts = draw(st.lists(st.integers(0, len(source)), min_size=2, max_size=8, unique=True).map(sorted))
    return source, tuple(zip(cuts[::2], cuts[1::2], strict=False))


@given(sources_with_fragments(), st.data())
def test_located_ranges_hold_exactly_the_letters_of_the_span(
    drawn: tuple[str, tuple[tuple[int, int], ...]], data: st.DataObject
) -> None:
    source, fragments = drawn
    view = View(source, fragments)
    start = data.draw(st.integers(0, len(view.text)))
    end = data.draw(st.integers(start, len(view.text)))
    ranges = view.locate(start, end)
    found = [source[left:right] for left, right in ranges]

    assert "".join("".join(found).split()) == "".join(view.text[start:end].split())
    assert all(piece and piece == piece.strip() for piece in found)
    assert all(any(a <= left and right <= b for a, b in fragments) for left, right in ranges)
    assert list(ranges) == sorted(ranges)
