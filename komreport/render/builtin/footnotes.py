"""Footnotes of passages that were written in one go: each has its own, and numbers them from 1."""

from __future__ import annotations

import itertools
import re

REFERENCE = re.compile(
    r'<a href="#fn(\d+)" class="footnote-ref" id="fnref\1" role="doc-noteref"><sup>\1</sup></a>'
)
START = re.compile(r'<section id="footnotes" class="footnotes[^"]*" role="doc-endnotes">')
SECTION = re.compile(rf"{START.pattern}\n<hr />\n<ol>\n(.*)\n</ol>\n</section>", re.DOTALL)
NOTE = re.compile(r'^<li id="fn(\d+)">', re.MULTILINE)
BACK = re.compile(r'<a href="#fnref(\d+)" class="footnote-back" role="doc-backlink">')
#: What is said of them in the place of pandoc's own words.
OPENING = '<section class="footnotes" role="doc-endnotes" aria-label="Fotnoter">'
BACK_LABEL = 'role="doc-backlink" aria-label="Tilbake til teksten">'


def readable(text: str) -> str:
    """Say in words what the footnotes of a page and the links back from them are."""
    text = START.sub(OPENING, text)
    return text.replace('role="doc-backlink">', BACK_LABEL)


def taken(texts: list[str], section: str) -> list[list[str]] | None:
    """Give the footnotes of each of some texts; None when they are not plainly theirs.

    Args:
        texts: HTML, in the order that it was written in.
        section: What pandoc wrote after it.
    """
    match = SECTION.fullmatch(section.strip("\n"))
    if section.strip("\n") and not match:
        return None
    _, *parts = NOTE.split(match[1]) if match else [""]
    notes = [text.removesuffix("\n") for text in parts[1::2]]
    counts = [len(REFERENCE.findall(text)) for text in texts]
    ends = [sum(counts[: number + 1]) for number in range(len(counts))]
    order = [*range(1, len(notes) + 1)]
    found = [int(number) for text in texts for number in REFERENCE.findall(text)]
    if order != found or order != [int(number) for number in parts[::2]]:
        return None
    if order != [int(number) for text in notes for number in BACK.findall(text)]:
        return None
    return [notes[end - count : end] for end, count in zip(ends, counts, strict=True)]


def numbered(texts: list[str], notes: list[list[str]]) -> str:
    """Put texts one after the other, with their footnotes at the end, numbered on.

    Args:
        texts: HTML.
        notes: The footnotes of each, as `taken` gave them.
    """
    count = itertools.count(1)

    def reference(_: re.Match[str]) -> str:
        number = next(count)
        return (
            f'<a href="#fn{number}" class="footnote-ref" id="fnref{number}" '
            f'role="doc-noteref"><sup>{number}</sup></a>'
        )

    body = "\n".join(
        REFERENCE.sub(reference, text) if own else text
        for text, own in zip(texts, notes, strict=True)
        if text
    )
    listed = [
        f'<li id="fn{number}">{BACK.sub(_back(number), note)}'
        for number, note in enumerate((note for own in notes for note in own), 1)
    ]
    items = "\n".join(listed)
    return f"{body}\n{OPENING}\n<hr />\n<ol>\n{items}\n</ol>\n</section>" if listed else body


def _back(number: int) -> str:
    return f'<a href="#fnref{number}" class="footnote-back" {BACK_LABEL}'
