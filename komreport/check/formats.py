"""Findings for machines: JSON, SARIF 2.1.0, and annotations of a GitHub workflow."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import quote

from komreport import __version__
from komreport.check.finding import Finding, Severity
from komreport.check.location import locate

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}

Writer = Callable[[Sequence[Finding], Mapping[str, str], Path], str]


def as_json(findings: Sequence[Finding], rules: Mapping[str, str], root: Path) -> str:
    """Give the findings as a JSON list, with the line and column of each in its file."""
    listed = []
    for finding in findings:
        place = locate(finding, root)
        item = {name: value for name, value in asdict(finding).items() if value not in (None, "")}
        listed.append(
            {**item, "title": rules[finding.rule], "line": place.line} | _at(place.column)
        )
    return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"


def _at(column: int | None) -> dict[str, int]:
    return {} if column is None else {"character": column}


def as_sarif(findings: Sequence[Finding], rules: Mapping[str, str], root: Path) -> str:
    """Give the findings in the Static Analysis Results Interchange Format, version 2.1.0."""
    ids = list(rules)
    driver = {
        "name": "komreport",
        "semanticVersion": __version__,
        "rules": [{"id": rule, "shortDescription": {"text": rules[rule]}} for rule in ids],
    }
    results = [_result(finding, ids.index(finding.rule), root) for finding in findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _result(finding: Finding, index: int, root: Path) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": {"text": _text(finding)},
    }
    if finding.file:
        place = locate(finding, root)
        physical: dict[str, Any] = {"artifactLocation": {"uri": quote(finding.file)}}
        if place.line is not None:
            physical["region"] = {"startLine": place.line}
            if place.column is not None:
                physical["region"]["startColumn"] = place.column
        result["locations"] = [{"physicalLocation": physical}]
    if finding.suggestion is not None:
        result["properties"] = {"suggestion": finding.suggestion}
    return result


def as_github(findings: Sequence[Finding], rules: Mapping[str, str], root: Path) -> str:
    """Give the findings as commands that a GitHub workflow turns into annotations."""
    lines = []
    for finding in findings:
        place = locate(finding, root)
        options = {"file": finding.file, "line": place.line, "col": place.column}
        said = [f"{name}={_option(str(value))}" for name, value in options.items() if value]
        said.append(f"title={_option(f'{finding.rule}: {rules[finding.rule]}')}")
        command = COMMANDS[finding.severity]
        lines.append(f"::{command} {','.join(said)}::{_data(_text(finding))}\n")
    return "".join(lines)


def _text(finding: Finding) -> str:
    where = f"{finding.place}: " if finding.place else ""
    text = f"{where}{finding.message}"
    return f"{text}. {finding.remedy}" if finding.remedy else text


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _option(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: dict[str, Writer] = {"json": as_json, "sarif": as_sarif, "github": as_github}
