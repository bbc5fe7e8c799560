"""Key-figure cards as JupyterLab shows them, where no style sheet of the report is at hand."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from komreport.report.brand import Brand
    from komreport.report.cards import Kort

ROW = "display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:1rem"
LINE_WIDTH, LINE_HEIGHT, DOT = 96, 22, 3


def html(cards: Sequence[Kort], look: Brand) -> str:
    """Lay cards out side by side, with their styles in themselves.

    Args:
        cards: The cards.
        look: The design.
    """
    return f'<div style="{ROW}">{"".join(_card(card, look) for card in cards)}</div>'


def _card(card: Kort, look: Brand) -> str:
    petrol, text = look.colour("petrol"), look.colour("natt")
    paper = f"background:{look.colour('trinn-0')};border-top:3px solid {petrol}"
    lines = [
        _line(card.number_text, f"font-size:2rem;font-weight:700;line-height:1.2;color:{petrol}"),
        _line(card.etikett, f"font-weight:600;color:{text}"),
    ]
    if card.endring:
        lines.append(_line(str(card.endring), f"color:{look.colour('skifer')}"))
    lines.append(_trend([value for _, value in card.trend], petrol))
    if card.lenke:
        lines.append(_line(card.lenke, f"font-size:.85em;color:{look.colour('skifer')}"))
    return f'<div style="{paper};padding:.7rem 1rem">{"".join(lines)}</div>'


def _line(text: str, style: str) -> str:
    return f'<div style="{style}">{escape(text, quote=False)}</div>'


def _trend(values: Sequence[str], colour: str) -> str:
    """Draw the line of a card; a year without a number leaves a gap in it."""
    known = [_number(value) for value in values]
    found = [value for value in known if value is not None]
    if len(found) < 2:
        return ""
    low, span = min(found), max(found) - min(found) or 1
    path, point = "", (0.0, 0.0)
    for number, value in enumerate(known):
        if value is not None:
            across = DOT + (LINE_WIDTH - 2 * DOT) * number / (len(known) - 1)
            point = across, LINE_HEIGHT - DOT - (LINE_HEIGHT - 2 * DOT) * (value - low) / span
            goes_on = number > 0 and known[number - 1] is not None
            path += f"{'L' if goes_on else 'M'}{point[0]:.1f} {point[1]:.1f}"
    return (
        f'<svg width="{LINE_WIDTH}" height="{LINE_HEIGHT}" aria-hidden="true">'
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        f'<circle cx="{point[0]:.1f}" cy="{point[1]:.1f}" r="{DOT}" fill="{colour}"/></svg>'
    )


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None
