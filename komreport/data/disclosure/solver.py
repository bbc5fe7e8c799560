"""Linear and integer programs, solved by HiGHS the same way every time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from komreport.errors import KomreportError

Vector = npt.NDArray[Any]
Numbers = Sequence[float] | Vector

#: What HiGHS may be off by before a number counts as another one.
TOLERANCE = 1e-6


class _Quiet(highspy.Highs):
    """HiGHS without the banner that it writes when callbacks are switched on; we use none."""

    def enableCallbacks(self) -> None:  # noqa: N802  (the library's name)
        self.setOptionValue("output_flag", False)


class Infeasible(KomreportError):
    """There is no solution."""


@dataclass(frozen=True)
class Optimum:
    """A solution.

    Attributes:
        values: One per column.
        reduced: Reduced cost per column; only of a linear program.
    """

    values: Vector
    reduced: Vector


class Program:
    """A minimisation over bounded columns; one thread and one seed, so that it repeats itself.

    Args:
        lower: Lower bound per column.
        upper: Upper bound per column.
        integral: Whether the columns are whole numbers.
    """

    def __init__(self, lower: Numbers, upper: Numbers, *, integral: bool = False) -> None:
        self.size = len(lower)
        self._solver: highspy.Highs = _Quiet()  # type: ignore[no-untyped-call]
        for name, value in {
            "threads": 1,
            "random_seed": 0,
            "mip_abs_gap": 0.5,
        }.items():
            self._solver.setOptionValue(name, value)
        self._columns = np.arange(self.size, dtype=np.int32)
        self._solver.addVars(self.size, _reals(lower), _reals(upper))
        self.integral = integral
        if integral:
            whole = np.full(self.size, highspy.HighsVarType.kInteger.value, dtype=np.uint8)
            self._solver.changeColsIntegrality(self.size, self._columns, whole)

    def row(self, terms: Iterable[tuple[int, float]], lower: float, upper: float) -> None:
        """Add ``lower <= sum of coefficient x column <= upper``."""
        found = [(index, value) for index, value in terms if value]
        self._solver.addRow(
            lower,
            upper,
            len(found),
            np.array([index for index, _ in found], dtype=np.int32),
            _reals([value for _, value in found]),
        )

    def bounds(self, lower: Numbers, upper: Numbers) -> None:
        """Change the bounds of all columns."""
        self._solver.changeColsBounds(self.size, self._columns, _reals(lower), _reals(upper))

    def minimise(self, costs: Numbers, *, gap: float = 0.0) -> Optimum:
        """Find the smallest sum of cost x column, or with a gap one that is nearly so.

        Raises:
            Infeasible: When no solution fits.
            KomreportError: When the solver gives up.
        """
        self._solver.changeColsCost(self.size, self._columns, _reals(costs))
        self._solver.setOptionValue("mip_rel_gap", gap)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise Infeasible("skjermingen har ingen løsning")
        if status != highspy.HighsModelStatus.kOptimal:
            raise KomreportError(
                f"skjermingen kunne ikke regnes ut ({self._solver.modelStatusToString(status)})",
                remedy="Prøv en annen terskel, eller sett metode: ingen i data/innstillinger.yml",
            )
        solution = self._solver.getSolution()
        reduced = [] if self.integral else solution.col_dual
        return Optimum(np.array(solution.col_value), np.array(reduced))


def _reals(values: Numbers) -> Vector:
    return np.asarray(values, dtype=np.float64)
