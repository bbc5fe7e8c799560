"""The ``#|`` options at the top of a code cell, read and written so that Quarto reads the same."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from komreport.execute.sentence import fitted

_OPTION = re.compile(r"#\|( ?)(.*)")
_MARK = "KOMUTTRYKK{}SLUTT"
_MARKED = re.compile(r"KOMUTTRYKK(\d+)SLUTT")
_INLINE = re.compile(r"(?<!`)`\{python\}\s+([^`\n]+)`(?!`)")
PLAIN_OPTIONS = frozenset({"fig-alt"})


class OptionsError(Exception):
    """The options are not valid YAML; ``line`` is the line in the cell, from 1."""

    def __init__(self, problem: str, line: int) -> None:
        self.line = line
        super().__init__(problem)


@dataclass
class CellOptions:
    """The options of one cell.

    Attributes:
        values: Option → value; inline expressions stand as marks.
        expressions: The code of each mark and its line in the cell.
        body: The rest of the cell.
    """

    values: dict[str, Any]
    expressions: list[tuple[str, int]]
    body: str

    def fill(self, texts: list[str]) -> None:
        """Put the texts of the expressions in the place of the marks."""
        self.values = {key: _filled(value, texts) for key, value in self.values.items()}

    def source(self) -> str:
        """Write the cell with its options, each value as YAML that needs no care with quotes."""
        lines = [
            f"#| {key}: {json.dumps(v, ensure_ascii=False, default=str)}"
            for key, v in self.values.items()
        ]
        return "\n".join([*lines, self.body] if self.body else lines)


def _filled(value: Any, texts: list[str]) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        for match in reversed(list(_MARKED.finditer(value))):
            fit = fitted(texts[int(match[1])], value, match.start(), match.end())
            value = value[: fit.start] + fit.value + value[fit.end :]
        return value
    if isinstance(value, list):
        return [_filled(item, texts) for item in value]
    if isinstance(value, dict):
        return {key: _filled(item, texts) for key, item in value.items()}
    return value


def read_options(source: str) -> CellOptions:
    """Read the options of a code cell.

    An expression may hold quotes and colons, and may begin the value, all of which YAML forbids; so
    marks stand in for the expressions while YAML is read.

    Args:
        source: The cell.

    Raises:
        OptionsError: When the options are not a YAML mapping, or an expression is not well formed.
    """
    lines = source.split("\n")
    expressions: list[tuple[str, int]] = []
    block: list[str] = []
    for number, line in enumerate(lines, start=1):
        match = _OPTION.fullmatch(line)
        if match is None:
            break

        def mark(found: re.Match[str], number: int = number) -> str:
            expressions.append((found[1].strip(), number))
            return _MARK.format(len(expressions) - 1)

        text = _INLINE.sub(mark, match[2])
        if "`{python}" in text and "``" not in text:
            raise OptionsError("et inline-uttrykk er ikke avsluttet, eller er tomt", number)
        block.append(text)
    body = "\n".join(lines[len(block) :])
    try:
        values = _values("\n".join(block))
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "kan ikke leses"
        raise OptionsError(
            f"valgene etter «#|» er ikke gyldig YAML ({problem})", place.line + 1 if place else 1
        ) from error
    if not isinstance(values, dict):
        raise OptionsError("valgene etter «#|» skal skrives som «navn: verdi»", 1)
    return CellOptions({str(key): value for key, value in values.items()}, expressions, body)


@lru_cache(maxsize=4096)
def _values(text: str) -> Any:  # noqa: ANN401
    """Read YAML; a cell is asked for its options several times, by each step of a build."""
    return yaml.safe_load(text) or {}
