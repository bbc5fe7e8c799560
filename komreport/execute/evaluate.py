"""The inline expressions of one cell: asked of the kernel, written into the cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from nbformat import NotebookNode

from komreport.execute import inline
from komreport.execute.failures import ChapterFailure
from komreport.execute.options import PLAIN_OPTIONS, OptionsError, read_options
from komreport.execute.sentence import fitted, missing
from komreport.execute.use import Use
from komreport.execute.values import ValueProblem, observation_keys, value_text

Ask = Callable[[list[str], NotebookNode], list[dict[str, Any]]]


class CellEvaluator:
    """Evaluates what one cell holds.

    Args:
        notebook: File name, for messages.
        position: Number of the cell, from 1.
        ask: Evaluates expressions in the kernel.

    Attributes:
        failures: What went wrong, in the cell's order.
        uses: The expressions that show numbers, without the heading that they stand under.
    """

    def __init__(self, notebook: str, position: int, ask: Ask) -> None:
        self.notebook = notebook
        self.position = position
        self.ask = ask
        self.failures: list[ChapterFailure] = []
        self.uses: list[Use] = []

    def markdown(self, cell: NotebookNode) -> None:
        """Write the values into a Markdown cell, and keep the expressions in its metadata."""
        found = inline.scan(cell.source)
        for wrong in found.malformed:
            self.fail(
                f"«{wrong.text}» er ikke et fullstendig inline-uttrykk",
                wrong.line,
                "Skriv det som `{python} uttrykk`",
            )
        codes = [expression.code for expression in found.expressions]
        results = self.ask(codes, cell) if codes else []
        texts = [
            self.text(expression.code, expression.line, result)
            for expression, result in zip(found.expressions, results, strict=True)
        ]
        if self.failures:
            return
        values = {}
        _join_ranges(cell.source, found.expressions, texts)
        for index, (expression, text) in enumerate(zip(found.expressions, texts, strict=True)):
            fit = fitted(text or "", cell.source, expression.start, expression.end)
            found.expressions[index] = replace(expression, start=fit.start, end=fit.end)
            values[index] = inline.plain(fit.value) if expression.heading else fit.value
        cell.source = inline.replaced(cell.source, found, values)
        if codes:
            cell.metadata["user_expressions"] = [
                {"expression": code, "result": kept(values[index])}
                for index, code in enumerate(codes)
            ]

    def options(self, cell: NotebookNode) -> None:
        """Write the values into the ``#|`` options of a code cell."""
        try:
            options = read_options(cell.source)
        except OptionsError as error:
            self.fail(str(error), error.line, 'Sett tekster i anførselstegn: #| fig-cap: "…"')
            return
        if not options.expressions:
            return
        results = self.ask([code for code, _ in options.expressions], cell)
        texts = []
        for (code, line), result in zip(options.expressions, results, strict=True):
            text = self.text(code, line, result)
            if text is not None:
                texts.append(" ".join(inline.plain(text).split("\n")))
        if self.failures:
            return
        options.fill(texts)
        for key in PLAIN_OPTIONS & options.values.keys():
            if isinstance(options.values[key], str):
                options.values[key] = inline.unescaped(options.values[key])
        cell.source = options.source()

    def text(self, code: str, line: int, result: dict[str, Any]) -> str | None:
        """Give the text of one answer; None, and a failure, when it has none."""
        try:
            text = value_text(result)
        except ValueProblem as problem:
            verb = "" if result.get("status") == "ok" else ":"
            self.fail(f"uttrykket `{code}`{verb} {problem}", line, problem.remedy)
            return None
        if keys := observation_keys(text):
            shown = " ".join(inline.unescaped(inline.plain(text)).split())
            use = Use("tekst", self.position, line, code, shown, "", "", tuple(keys))
            self.uses.append(use)
        return text

    def fail(self, problem: str, line: int, remedy: str = "") -> None:
        """Note a failure in this cell."""
        self.failures.append(
            ChapterFailure(self.notebook, problem, cell=self.position, line=line, remedy=remedy)
        )


def _join_ranges(source: str, found: list[inline.Expression], texts: list[str | None]) -> None:
    """Let two missing numbers with a dash between them, «2–3 barn», count as one."""
    for index in range(len(found) - 1):
        first, second = found[index : index + 2]
        gone = [text is not None and missing(text) for text in texts[index : index + 2]]
        if all(gone) and source[first.end : second.start] == "–":
            found[index] = replace(first, end=second.end)
            found[index + 1] = replace(second, start=second.end)
            texts[index + 1] = ""


def kept(text: str) -> dict[str, Any]:
    """Give the text of an answer in the shape that Quarto and Jupyter keep answers in."""
    return {"status": "ok", "data": {"text/markdown": text}, "metadata": {}}
