"""`argmine convert`: how many documents, what their format does not keep, and every problem."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from argmine.converting import OWN, convert
from argmine.exchange.markup import Feature
from argmine.exporters.summary import safe

_IN_WORDS: dict[Feature, str] = {
    "text": "the text between the argument components",
    "fragments": "the parts of a component that a page break runs through (it becomes one run)",
    "component": "whether a component is claim, evidence, conclusion or other",
    "scores": "how sure each component's label is",
    "risk_types": "risk types",
    "specialties": "specialties",
    "tag_scores": "how sure each risk type and specialty is",
    "repeated": "which components make the same argument",
    "review": "which components a person should look at",
    "support": "support links",
    "support_scores": "how sure each support link is",
    "ids": "the ids of components (they get new ones)",
    "name": "the names of files",
    "overlaps": "components that overlap another one (the later is left out)",
}


def run_convert_formats(source: Path, target: Path, from_: str, to: str, text_source: Path | None, strict: bool) -> int:
    """Exit code 0 if all was taken over, 1 if there were problems.

    Raises:
        ConfigError: there is no such format.
        DocumentError: a result is no ArgumentDocument.
        InputError: a file cannot be read or written, or, with `strict`, there was a problem.
        MissingExtraError: a format needs a library that is not installed.
    """
    done = convert(source, target, from_, to, text_source=text_source, strict=strict)
    screen, errors = Console(), Console(stderr=True)
    noun = "document" if done.documents == 1 else "documents"
    lines = [f"Written: {done.documents:,} {noun} to {target} as {to}"]
    if done.lost:
        lines += [f"{to} does not keep:", *(f"- {words}" for name, words in _IN_WORDS.items() if name in done.lost)]
    if from_ in OWN and to not in OWN:
        lines.append(f"{to} holds no sections, references and ledger; on the way back they are read from the text.")
    for line in lines:
        screen.print(safe(line), markup=False, highlight=False, soft_wrap=True)
    for problem in done.problems:
        errors.print(safe(str(problem)), markup=False, highlight=False, soft_wrap=True)
    if done.problems:
        many = "1 problem" if len(done.problems) == 1 else f"{len(done.problems):,} problems"
        errors.print(safe(f"{many}: what they name was not taken over as it stood"), style="red", markup=False)
    return 1 if done.problems else 0
