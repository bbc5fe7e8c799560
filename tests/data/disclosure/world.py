"""Small worlds of counts: two report years, margins, a hierarchy, a linked table and a share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.conftest import HEADER, measure, schema, write_project, write_rows

SEXES = ("kvinne", "mann", "ukjent")
#: Leaves of the regions; Øst and Vest are parts of Europa.
REGIONS = ("asia", "ost", "vest")
LISTS = {
    "kjonn": "kode,navn,kortnavn,rekkefolge,overordnet\ni_alt,I alt,,0,\nkvinne,Kvinner,,1,\n"
    "mann,Menn,,2,\nukjent,Ukjent,,3,\n",
    "region": "kode,navn,kortnavn,rekkefolge,overordnet\ni_alt,I alt,,0,\nasia,Asia,,1,\n"
    "europa,Europa,,2,\nost,Øst,,3,europa\nvest,Vest,,4,europa\n",
    "publikasjoner": "kode,tittel\nkom_2023,KOM tilstandsrapport 2023\n",
}
RULES = [
    {
        "id": "saker",
        "lesning": "Sakene er like mange som kvinnene",
        "type": "lik",
        "venstre": {"maal": "saker"},
        "hoyre": {"maal": "personer", "der": {"kjonn": "kvinne"}},
    }
]
SETTINGS = (
    "skjerming: {{metode: {method}, terskel: 5, nuller: {zeros}, spenn: {span}, base: {base}}}\n"
)

#: A count: measure, year, sex, region, report year.
Key = tuple[str, int, str, str, int]
#: Counts and their coefficients, and what the sum is.
Equation = tuple[dict[Key, int], int]


@dataclass(frozen=True)
class World:
    """Counts by year, sex and region, as a report year prints them.

    Attributes:
        now: Counts of 2023 by (sex, region), in the report of 2023.
        then: Counts of 2022, in the report of 2022.
        revised: What the report of 2023 adds to the first count of 2022.
        severe: How many of the women of 2023 are severe cases, at most.
        zeros: The setting of the same name.
        span: The setting of the same name.
        base: The setting of the same name.
    """

    now: dict[tuple[str, str], int]
    then: dict[tuple[str, str], int]
    revised: int = 0
    severe: int = 0
    zeros: str = "vis"
    span: int = 4
    base: int = 3

    def counts(self) -> dict[Key, int]:
        """Give every count that the data files have."""
        later = dict(self.then)
        later["kvinne", "asia"] += self.revised
        found: dict[Key, int] = {}
        for table, year, vintage in (
            (self.then, 2022, 2022),
            (later, 2022, 2023),
            (self.now, 2023, 2023),
        ):
            found |= _margins(table, year, vintage)
        women = found["personer", 2023, "kvinne", "i_alt", 2023]
        found["saker", 2023, "i_alt", "i_alt", 2023] = women
        found["grove", 2023, "kvinne", "i_alt", 2023] = min(self.severe, women)
        return found

    def share(self) -> int:
        """Give the share of women in 2023, in per cent."""
        found = self.counts()
        total = found["personer", 2023, "i_alt", "i_alt", 2023]
        women = found["personer", 2023, "kvinne", "i_alt", 2023]
        return (200 * women + total) // (2 * total) if total else 0

    @property
    def from_nothing(self) -> bool:
        """Whether the count that was revised was 0 and shown: how much must then be unknown."""
        return self.zeros == "vis" and self.revised > 0 and not self.then["kvinne", "asia"]

    def equations(self) -> list[Equation]:
        """Give what everybody knows: parts add up, and equal numbers are equal."""
        found: list[Equation] = []
        keys = list(self.counts())
        for name, year, sex, region, vintage in keys:
            if name != "personer":
                continue
            whole = {(name, year, sex, region, vintage): -1}
            if sex == "i_alt":
                parts = {(name, year, part, region, vintage): 1 for part in SEXES}
                found.append((parts | whole, 0))
            inside = {"i_alt": ("asia", "europa"), "europa": ("ost", "vest")}.get(region, ())
            if inside:
                parts = {(name, year, sex, part, vintage): 1 for part in inside}
                found.append((parts | whole, 0))
            if vintage == 2022:
                changed = sex in ("kvinne", "i_alt") and region in ("asia", "i_alt")
                if changed and self.from_nothing:
                    continue
                pair = {(name, year, sex, region, 2023): 1} | whole
                found.append((pair, self.revised if changed else 0))
        women = ("personer", 2023, "kvinne", "i_alt", 2023)
        found.append(({("saker", 2023, "i_alt", "i_alt", 2023): 1, women: -1}, 0))
        return found

    def limits(self) -> list[Equation]:
        """Give what is known to be at most something."""
        women = ("personer", 2023, "kvinne", "i_alt", 2023)
        return [({("grove", 2023, "kvinne", "i_alt", 2023): 1, women: -1}, 0)]

    def write(self, root: Path, *, method: str = "undertrykking") -> Path:
        """Write the project that has these counts."""
        write_project(root)
        for name, text in LISTS.items():
            (root / "data" / "kodelister" / f"{name}.csv").write_text(text, encoding="utf-8")
        described = schema()
        own = described["komreport"]
        assert isinstance(own, dict)
        severe = {**measure("grove", "Grove"), "del_av": "personer"}
        share = {
            **measure("andel", "Andel"),
            "enhet": "prosent",
            "grunnlag": {"teller": "personer", "nevner": "personer"},
        }
        own["maal"] = [measure("personer", "Personer"), measure("saker", "Saker"), severe, share]
        text = yaml.safe_dump(described, allow_unicode=True, sort_keys=False)
        (root / "data" / "skjema" / "personer.yml").write_text(text, encoding="utf-8")
        rules = yaml.safe_dump(RULES, allow_unicode=True)
        (root / "data" / "avstemming.yml").write_text(rules, encoding="utf-8")
        settings = SETTINGS.format(method=method, zeros=self.zeros, span=self.span, base=self.base)
        (root / "data" / "innstillinger.yml").write_text(settings, encoding="utf-8")
        found = self.counts()
        for vintage in (2022, 2023):
            rows = [
                f"{year},{name},{sex},{region},{value},endelig,udi,kom_2023,3.1,"
                for (name, year, sex, region, of), value in found.items()
                if of == vintage
            ]
            if vintage == 2023:
                rows.append(f"2023,andel,kvinne,i_alt,{self.share()},endelig,udi,kom_2023,3.1,")
            write_rows(root, rows, year=vintage, header=HEADER)
        return root


def _margins(table: dict[tuple[str, str], int], year: int, vintage: int) -> dict[Key, int]:
    inside = {"i_alt": REGIONS, "europa": ("ost", "vest")} | {name: (name,) for name in REGIONS}
    people = {"i_alt": SEXES} | {name: (name,) for name in SEXES}
    return {
        ("personer", year, sex, region, vintage): sum(table[s, r] for s in who for r in where)
        for sex, who in people.items()
        for region, where in inside.items()
    }
