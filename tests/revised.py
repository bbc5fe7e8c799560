"""A project in which the report of 2024 restates numbers that the report of 2023 printed."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import write_project, write_rows


def line(year: int, code: str, value: str, status: str = "endelig", note: str = "") -> str:
    """Write a row by sex."""
    return f"{year},personer,{code},i_alt,{value},{status},udi,kom_2023,3.1,{note}"


def revised_project(root: Path) -> Path:
    """Write the project: corrected, withdrawn, provisional, new, bounded and unchanged numbers."""
    write_project(root)
    write_rows(
        root,
        [
            line(2023, "i_alt", "27"),
            line(2023, "kvinne", "20", "forelopig"),
            line(2023, "mann", "", "ikke_rapportert"),
            line(2022, "i_alt", "32"),
            line(2022, "kvinne", "", "trukket"),
            line(2022, "mann", "12"),
            line(2021, "i_alt", "40"),
            line(2021, "kvinne", "30", "minst"),
        ],
    )
    write_rows(
        root,
        [
            line(2024, "i_alt", "25"),
            line(2024, "kvinne", "18"),
            line(2023, "i_alt", "29", note="To saker manglet"),
            line(2023, "kvinne", "21"),
            line(2023, "mann", "8"),
            line(2022, "i_alt", "32"),
            line(2022, "kvinne", "19"),
            line(2022, "mann", "13"),
            line(2021, "kvinne", "31"),
        ],
        year=2024,
    )
    return root
