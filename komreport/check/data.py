"""The data files: everything that the reading of them finds, and text in a wrong encoding."""

from __future__ import annotations

import re
from collections.abc import Iterator

from komreport.check.finding import Finding, Severity
from komreport.check.project import Project
from komreport.check.rule import Check
from komreport.data import codelists, known_years, schema
from komreport.data.source import SUFFIXES

#: What becomes of «ø» and «–» when UTF-8 is read as Windows' character set, and saved.
GARBLED = re.compile("[ÃÂ][\u0080-\u00bf\u0152-\u2122]|â[\u0080-\u00bf\u20ac][\u0080-\u2122]")


def findings(project: Project) -> Iterator[Finding]:
    """Tell every error of the data files, and which of them nobody reads."""
    for error in project.data_errors:
        yield Finding.of_error(error, "data/fil")
    yield from _unread(project)
    for table in project.tables.values():
        for row in table.rows:
            for column, cell in zip(table.header, row.cells, strict=True):
                if match := GARBLED.search(cell):
                    yield Finding(
                        "data/tegnsett",
                        Severity.ERROR,
                        f"«{match[0]}» er en bokstav som er lest med feil tegnsett",
                        table.file.as_posix(),
                        row.number,
                        column=column,
                        remedy="Åpne den opprinnelige filen på nytt, som UTF-8",
                        suggestion=_repaired(cell),
                    )


def _unread(project: Project) -> Iterator[Finding]:
    """Find data that somebody may think are in the report: in folders that are not looked into."""
    data = project.root / "data"
    years = {str(year) for year in known_years(project.root)}
    own = {codelists.FOLDER, schema.FOLDER, *years}
    places = [path for path in data.iterdir() if path.name not in own] if data.is_dir() else []
    places += [path for year in years for path in (data / year).iterdir() if path.is_dir()]
    for path in sorted(places):
        if path.name.startswith((".", "~$")):
            continue
        tables = path.rglob("*") if path.is_dir() else [path]
        if any(each.suffix.lower() in SUFFIXES for each in tables):
            kind = "mappa" if path.is_dir() else "filen"
            yield Finding(
                "data/fil",
                Severity.WARNING,
                f"{kind} blir ikke lest",
                project.path(path),
                remedy="Flytt det som skal med, til mappa for året, og resten ut av data/",
            )


def _repaired(cell: str) -> str | None:
    try:
        return cell.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None


CHECK = Check(
    name="data",
    title="Data: form, kodelister, status",
    rules={
        "data/aar": "Året er et årstall, og ikke senere enn året rapporten kommer ut",
        "data/celler": "Hver rad har like mange celler som filen har kolonner",
        "data/dobbel-rad": "Det samme tallet står i én rad",
        "data/fil": "Filene i data/ kan leses, og ingen er borte eller til overs",
        "data/form": "Cellen har formen som skjemaet krever: tall, årstall, dato …",
        "data/kodeliste": "Kodelistene er hele, uten doble koder og med navn på hver",
        "data/kolonne": "Filen har kolonnene som skjemaet nevner, hver én gang",
        "data/skjema": "Skjemaene i data/skjema kan leses og nevner kodelister som finnes",
        "data/status": "Status og verdi sier det samme: et tall, eller tomt når det mangler",
        "data/tegnsett": "Bokstavene er lest med riktig tegnsett",
        "data/tom-celle": "Celler som må fylles ut, er fylt ut",
        "data/ukjent-kode": "Kodene finnes i kodelistene",
        "data/ukjent-maal": "Målene finnes i skjemaet til temaet",
        "data/umulig-verdi": "Et antall er ikke negativt, og har bare desimaler når målet har det",
    },
    run=findings,
)
