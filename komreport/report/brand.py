"""The design of the report: colours, sizes and distances of ``_brand.yml``.

Figures take colours from here; ``python -m komreport.report.brand`` writes the same design as CSS
variables and as Typst dictionaries into the kom extension, and every build does so for its copy.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from komreport.errors import KomreportError

BRAND_FILE = "_brand.yml"
DARK = "-mork"
#: Files of the extension that `write_tokens` makes.
STYLE_SHEET = "kom-design.css"
#: Quarto reads this partial before the template that uses its dictionaries.
TEMPLATE = "page.typ"
#: What ``defaults.kom`` gives in points, and the points that make 1 rem on screen.
SCREEN = {"skrift": 10.5, "avstand": 12.0}
FALLBACK_FONTS = "Arial, Helvetica, sans-serif"
#: Roles that every figure needs, for a project without ``_brand.yml``.
PLAIN: dict[str, str] = {
    "papir": "#FFFFFF",
    "natt": "#1B2733",
    "skifer": "#5A6875",
    "strek": "#C9D1D9",
    "petrol": "#1F4E79",
    "invers": "#FEFEFE",
    "land": "#E8EDF2",
    "brudd": "#8C1C4C",
    "tidligere": "#6F8FA3",
    "trinn-0": "#F1F3F4",
    "trinn-1": "#D5E3E6",
    "trinn-2": "#B2CCD3",
    "trinn-3": "#8DB1BB",
    "trinn-4": "#4A7987",
    "trinn-5": "#346475",
    "trinn-6": "#1D4C5D",
    "serie-2": "#3B8FA3",
    "serie-3": "#6B7F1E",
    "serie-4": "#5C5C5C",
    "serie-5": "#B0486A",
}


@dataclass(frozen=True)
class Brand:
    """The design.

    Attributes:
        colours: Role or code → colour on light ground.
        dark: Role or code → colour on dark ground.
        font: The family that running text is set in.
        sizes: ``skrift`` and ``avstand`` → name → points.
        groups: Dimension → the colours that stand beside each other in one figure.
    """

    colours: Mapping[str, str] = field(default_factory=lambda: dict(PLAIN))
    dark: Mapping[str, str] = field(default_factory=dict)
    font: str = "Source Sans 3"
    sizes: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def family(self) -> str:
        """The font family list of figures: the brand's, then what every machine has."""
        # Quoted: «Source Sans 3» is no CSS identifier, and browsers would drop the whole list.
        return f"'{self.font}', {FALLBACK_FONTS}"

    def colour(self, role: str) -> str:
        """Give the colour of a role or code; the main colour when it has none of its own."""
        return self.colours.get(role, self.colours["petrol"])


@lru_cache(maxsize=8)
def brand(root: Path) -> Brand:
    """Read ``_brand.yml`` of a project; the plain roles hold for a project without one.

    Raises:
        KomreportError: When the file cannot be read, or a colour is none.
    """
    path = root / BRAND_FILE
    if not path.is_file():
        return Brand()
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        palette: dict[str, str] = (content.get("color") or {}).get("palette") or {}
        own = ((content.get("defaults") or {}).get("kom")) or {}
        sizes = {kind: dict(own.get(kind) or {}) for kind in SCREEN}
        groups = {name: tuple(roles) for name, roles in (own.get("grupper") or {}).items()}
        base: Any = (content.get("typography") or {}).get("base")
    except (AttributeError, TypeError, ValueError, yaml.YAMLError) as error:
        raise KomreportError(
            f"designet kan ikke leses ({' '.join(str(error).split())})",
            where=BRAND_FILE,
            remedy="Rett fila, eller hent den tilbake fra git",
        ) from error
    light = {**PLAIN, **{n: _resolved(n, palette) for n in palette if not n.endswith(DARK)}}
    dark = {name: _resolved(name, palette, DARK) for name in light}
    font = base.get("family") if isinstance(base, dict) else base
    return Brand(light, dark, font if isinstance(font, str) else Brand.font, sizes, groups)


def _resolved(name: str, palette: Mapping[str, str], suffix: str = "") -> str:
    """Follow names to a colour; where there is no dark one, the light one holds."""
    for _ in range(5):
        value = palette.get(name + suffix) or palette.get(name) or PLAIN.get(name, "")
        if value.startswith("#"):
            return value
        name = value
    raise KomreportError(
        f"fargen «{name}» er ikke en fargekode og ikke navnet på en annen farge",
        where=f"{BRAND_FILE}, color.palette",
        remedy="Skriv fargen som #1F4E5F",
    )


def css(look: Brand) -> str:
    """Write the design as CSS variables, light and dark, and the dark colours of figures.

    A reader's system decides, unless ``data-tema`` of the root says ``lys`` or ``mork``; print is
    light. Figures are drawn for light ground; in a figure with class ``kom-figur`` each colour of
    the design gives way to its variable, which on dark ground is another.
    """
    light = [*_variables(look.colours), *_lengths(look)]
    dark = f"{{ color-scheme: dark; {' '.join(_variables(look.dark))} }}"
    figures = [
        f'.kom-figur [{kind}="{look.colours[name]}"] {{ {kind}: var(--kom-{name}); }}'
        for name in _own(look.colours)
        for kind in ("fill", "stroke")
    ]
    return "\n".join(
        [
            "/* Made from _brand.yml by komreport.report.brand; changes here are lost. */",
            ":root {",
            "  color-scheme: light;",
            *(f"  {line}" for line in light),
            "}",
            "@media screen and (prefers-color-scheme: dark) {",
            f'  :root:not([data-tema="lys"]) {dark}',
            "}",
            f'@media screen {{ :root[data-tema="mork"] {dark} }}',
            *figures,
            "",
        ]
    )


def typst(look: Brand) -> str:
    """Write the design as Typst dictionaries: ``kom-farge``, ``kom-skrift`` and ``kom-avstand``."""
    colours = [f'  "{name}": rgb("{value}"),' for name, value in look.colours.items()]
    lines = ["// Made from _brand.yml by komreport.report.brand; changes here are lost."]
    lines += ["#let kom-farge = (", *colours, ")"]
    for kind, lengths in look.sizes.items():
        inside = ", ".join(f'"{name}": {value:g}pt' for name, value in lengths.items())
        lines.append(f"#let kom-{kind} = ({inside or ':'})")
    return "\n".join([*lines, f'#let kom-familie = "{look.font}"', ""])


def write_tokens(look: Brand, extension: Path) -> None:
    """Write style sheet and template of the design into the folder of the kom extension."""
    for name, text in ((STYLE_SHEET, css(look)), (TEMPLATE, typst(look))):
        (extension / name).write_text(text, encoding="utf-8", newline="\n")


def _variables(colours: Mapping[str, str]) -> list[str]:
    return [f"--kom-{name}: {value};" for name, value in colours.items()]


def _lengths(look: Brand) -> list[str]:
    return [
        f"--kom-{kind}-{name}: {value / SCREEN[kind]:.4g}rem;"
        for kind, lengths in look.sizes.items()
        for name, value in lengths.items()
    ]


def _own(colours: Mapping[str, str]) -> list[str]:
    """Give the first name of each colour; a rule for its other names would be the same."""
    first: dict[str, str] = {}
    for name, value in colours.items():
        first.setdefault(value, name)
    return list(first.values())


if __name__ == "__main__":
    project = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    write_tokens(brand(project), project / "_extensions" / "kom")
