"""What an editor should know before the report is built and published.

`check_project` runs every check of `komreport.check.registry` on a project, without a kernel and
without a build, and gives what it finds.
"""

from __future__ import annotations

from pathlib import Path

from komreport.check.finding import Finding, Severity
from komreport.check.project import Project
from komreport.check.registry import CHECKS, rules
from komreport.check.rule import Check

__all__ = ["CHECKS", "Check", "Finding", "Project", "Severity", "check_project", "rules"]


def check_project(root: Path, year: int) -> list[Finding]:
    """Run every check.

    Args:
        root: The project folder.
        year: The report year.

    Returns:
        What was found, each once, in the order of files and lines.
    """
    project = Project(root, year)
    found: dict[Finding, None] = {}
    for check in CHECKS:
        if check.needs_data and project.reading is None:
            continue
        for finding in check.run(project):
            if finding.rule not in check.rules:
                raise LookupError(f"{finding.rule} is no rule of the check {check.name}")
            found[finding] = None
    return sorted(found, key=lambda finding: finding.order)
