"""The data files: everything that the reading of them finds."""

from __future__ import annotations

from collections.abc import Iterator

from komreport.check.finding import Finding
from komreport.check.project import Project
from komreport.check.rule import Check


def findings(project: Project) -> Iterator[Finding]:
    """Tell every error of the data files."""
    for error in project.data_errors:
        yield Finding.of_error(error, "data/fil")


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
        "data/tom-celle": "Celler som må fylles ut, er fylt ut",
        "data/ukjent-kode": "Kodene finnes i kodelistene",
        "data/ukjent-maal": "Målene finnes i skjemaet til temaet",
        "data/umulig-verdi": "Et antall er ikke negativt, og har bare desimaler når målet har det",
    },
    run=findings,
)
