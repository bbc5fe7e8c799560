"""Whether expressions can be asked in another order, or not at all, without changing any value.

The value of `r.tall("vedtak")` is the same whoever asked what before. The value of `next(tall)` is
not. Only expressions that are known to be of the first kind count as pure; whatever is not known
counts as the other kind.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

REPORT, YEAR, OPEN = "r", "aar", "rapport"
#: Functions that change nothing.
SAFE = frozenset(
    {"abs", "float", "int", "len", "list", "max", "min", "range", "round", "sorted", "str", "sum"}
)
_NODES = (
    ast.Expression,
    ast.Constant,
    ast.Name,
    ast.Attribute,
    ast.Call,
    ast.keyword,
    ast.BinOp,
    ast.UnaryOp,
    ast.BoolOp,
    ast.Compare,
    ast.IfExp,
    ast.JoinedStr,
    ast.FormattedValue,
    ast.Subscript,
    ast.Slice,
    ast.Tuple,
    ast.List,
    ast.Dict,
    ast.operator,
    ast.unaryop,
    ast.boolop,
    ast.cmpop,
    ast.expr_context,
)
#: The data behind the report, which an expression could change.
_INNER = frozenset({"ds", "root"})
#: Names with which code can change any other name, or look at its own text.
_TRICKS = frozenset(
    {"setattr", "delattr", "exec", "eval", "globals", "locals", "vars", "__import__", "compile"}
)
_OWN_TEXT = re.compile(
    r"\b(In|Out|_i+|_i\d+|_ih|_oh|_dh|get_ipython|inspect|_getframe|currentframe|traceback|__file__"
    r"|linecache|getsource)\b|^\s*[%!]|\?\s*$",
    re.MULTILINE,
)


def sees_itself(codes: Iterable[str]) -> bool:
    """Whether code may look at its own text, so that not even a comment in it can be changed."""
    return any(_OWN_TEXT.search(code) for code in codes)


def pure(expressions: Iterable[str], cells: Iterable[str]) -> bool:
    """Whether all expressions are pure, after the code cells of their notebook.

    Args:
        expressions: The expressions.
        cells: The source of every code cell.
    """
    return _plain(cells) and all(_is_pure(code) for code in expressions)


def _is_pure(code: str) -> bool:
    try:
        found = ast.parse(code, mode="eval")
    except (SyntaxError, ValueError):
        return False
    called = {id(node.func) for node in ast.walk(found) if isinstance(node, ast.Call)}
    for node in ast.walk(found):
        if not isinstance(node, _NODES):
            return False
        if isinstance(node, ast.Attribute) and (node.attr.startswith("_") or node.attr in _INNER):
            return False
        if isinstance(node, ast.Name):
            if id(node) in called and node.id not in SAFE:
                return False
            if id(node) not in called and node.id not in {REPORT, YEAR}:
                return False
    return True


def _plain(cells: Iterable[str]) -> bool:
    """Whether ``r`` is the report, ``aar`` the year, and no cell can change what they do."""
    for code in cells:
        try:
            tree = ast.parse(code)
        except (SyntaxError, ValueError):
            return False
        if not all(_harmless(node) for node in ast.walk(tree)):
            return False
    return True


def _harmless(node: ast.AST) -> bool:  # noqa: PLR0911  (one line per kind of node)
    watched = {REPORT, YEAR, OPEN} | SAFE
    if isinstance(node, ast.Assign):
        names = {t.id for t in node.targets if isinstance(t, ast.Name)} & watched
        return not names or (names <= {REPORT, YEAR} and _opens(node, names))
    if isinstance(node, ast.ImportFrom):
        if node.module == "komreport":
            return [(a.name, a.asname) for a in node.names] == [(OPEN, None)]
        return _imports(node, watched)
    if isinstance(node, ast.Import):
        return _imports(node, watched)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return node.name not in watched
    if isinstance(node, ast.Attribute):
        inner = node.attr in _INNER or node.attr.startswith("_")
        return isinstance(node.ctx, ast.Load) and not inner
    if isinstance(node, ast.Name):
        return node.id not in _TRICKS and not node.id.startswith("__")
    return not isinstance(
        node, ast.AugAssign | ast.AnnAssign | ast.Delete | ast.Global | ast.NamedExpr
    )


def _imports(node: ast.Import | ast.ImportFrom, watched: frozenset[str] | set[str]) -> bool:
    module = getattr(node, "module", None) or ""
    names = [alias.name for alias in node.names]
    own = any(name.split(".")[0] in {"komreport", "builtins"} for name in [module, *names])
    bound = {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    return not own and "*" not in bound and not bound & watched


def _opens(node: ast.Assign, names: set[str]) -> bool:
    """Whether an assignment is ``aar = 2023`` or ``r = rapport(aar)``."""
    if len(node.targets) != 1:
        return False
    if names == {YEAR}:
        return isinstance(node.value, ast.Constant) and isinstance(node.value.value, int)
    return ast.unparse(node.value) == f"{OPEN}({YEAR})"
