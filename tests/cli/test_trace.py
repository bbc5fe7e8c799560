"""``komreport trace``: from a measure or an anchor to its rows, editions, rules and uses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from komreport.cli import console
from komreport.execute.use import Use
from komreport.render.project import PLACES_FILE
from tests.cli.conftest import Cli
from tests.revised import revised_project
from tests.small import small_project, write_notebook


@pytest.fixture
def traced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a revision and chapters, and the working directory in it."""
    revised_project(tmp_path / "data")
    root = small_project(tmp_path / "prosjekt")
    for year in ("2023", "2024"):
        (root / "data" / year).mkdir(exist_ok=True)
        rows = tmp_path / "data" / "data" / year / "personer.csv"
        (root / "data" / year / "personer.csv").write_bytes(rows.read_bytes())
    rule = "- {id: a, lesning: Alle er med, type: deler, maal: personer, over: kjonn, aar: alle}"
    (root / "data" / "avstemming.yml").write_text(rule, encoding="utf-8")
    figure = '#| label: fig-personer\n#| fig-cap: "Personer"\n\nr.figur.utvikling("personer")'
    write_notebook(
        root, "02_saker", "# Saker {#sec-saker}\n\n## Antall\n\nIngen.", f"python:{figure}"
    )
    monkeypatch.chdir(root)
    monkeypatch.delenv("KOMREPORT_ROOT", raising=False)
    monkeypatch.setattr(console.out, "_width", 200)
    return root


def found(cli: Cli, *arguments: str) -> dict[str, object]:
    result = cli("trace", *arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    content: dict[str, object] = json.loads(result.stdout)
    return content


def test_rows_editions_and_rules(traced: Path, cli: Cli) -> None:
    content = found(cli, "personer", "--year", "2023")
    (row,) = content["rader"]  # type: ignore[misc]
    assert (row["verdi"], row["fil"], row["rad"]) == ("29", "data/2024/personer.csv", 4)
    assert (row["kilde_navn"], row["merknad"]) == ("Utlendingsdirektoratet", "To saker manglet")
    assert content["flere_rader"] == 2
    (editions,) = content["utgaver"]  # type: ignore[misc]
    assert [(one["utgave"], one["verdi"]) for one in editions] == [(2023, "27"), (2024, "29")]


def test_dimensions_and_the_report_year(traced: Path, cli: Cli) -> None:
    (row,) = found(cli, "personer", "kjonn=kvinne", "--year", "2023", "--report", "2023")["rader"]  # type: ignore[misc]
    assert (row["verdi"], row["status"]) == ("20", "forelopig")


def test_the_anchor_of_a_number(traced: Path, cli: Cli) -> None:
    for name in ("personer-2022-kjonn-mann", "01.html#tall-personer-2022-kjonn-mann"):
        (row,) = found(cli, name)["rader"]  # type: ignore[misc]
        assert (row["verdi"], row["aar"]) == ("13", 2022)


def test_without_a_build_the_notebooks_are_searched(traced: Path, cli: Cli) -> None:
    content = found(cli, "personer")
    assert content["brukt_fra_bygg"] is False
    places = [
        (use["kapittel"], use["overskrift"], use["celle"], use["linje"], use["merkelapp"])
        for use in content["brukt"]  # type: ignore[attr-defined]
    ]
    assert places == [
        ("01_personer", "Personer", 3, 3, ""),
        ("02_saker", "Antall", 4, 1, "fig-personer"),
    ]


def test_uses_of_a_build(traced: Path, cli: Cli) -> None:
    build = traced / "build" / "2024"
    build.mkdir(parents=True)
    uses = [
        Use("tekst", 3, 5, "r.tall('personer')", "25", "", "Personer", ("personer-2024",)),
        Use("tekst", 3, 6, "r.tall('personer.grove')", "0", "", "Personer", ("grove",)),
    ]
    content = {"01_personer": [use.record() for use in uses]}
    (build / PLACES_FILE).write_text(json.dumps(content), encoding="utf-8")
    (use,) = found(cli, "personer")["brukt"]  # type: ignore[misc]
    assert (use["uttrykk"], use["vist"]) == ("r.tall('personer')", "25")


def test_text_for_people(traced: Path, cli: Cli) -> None:
    result = cli("trace", "personer", "--year", "2023")
    assert result.exit_code == 0
    for words in (
        "data/2024/personer.csv:4",
        "2024 (gjelder)",
        "+2",
        "To saker manglet",
        "Alle er med",
        "fig-personer: r.figur.utvikling",
        "2 rader til er delt inn etter kjonn, region",
    ):
        assert words in result.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["persomer"], "Mente du «personer»"),
        (["personer", "kjon=mann"], "Mente du «kjonn»"),
        (["personer", "kjonn=man"], "Mente du «mann»"),
        (["personer", "kjonn"], "Skriv for eksempel kjonn=kvinne"),
        (["personer", "--year", "2001"], "Det finnes rader for 2021, 2022, 2023, 2024"),
    ],
)
def test_wrong_names(traced: Path, cli: Cli, arguments: list[str], message: str) -> None:
    result = cli("trace", *arguments)
    assert result.exit_code == 2
    assert message in result.output
