"""Finds every permission check in the code, and for each the tree of the module without it.

A check is: a decorator that says who may open a view; `require(…)` and `may(…)`; a condition that ends in 404, 403 or
"sign in"; a comparison of rights (`has_at`, `holds`, `may_act_for`); a row filter that narrows to what somebody
reaches; `to_write=True`; what the API asks before it acts; the gates of middleware and sessions.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

ROOT = Path(__file__).resolve().parents[2]
DECORATORS = frozenset({"staff", "signed_in", "volunteering"})
CALLED = frozenset({"require", "may", "volunteer"})  # as a statement: they raise, or do nothing
RIGHTS = frozenset({"has_at", "holds", "may_act_for", "may_edit", "may_reveal", "may_suspend", "may_change"})
NARROWS = frozenset({"filter", "under", "of", "standing", "waiting", "held", "joined", "present", "exclude"})
SCOPED = frozenset({"under", "of"})  # row filters of access wherever they stand
CHOOSES = frozenset({"public_id", "pk", "code", "kind", "way"})  # which object, not whose
DENIES = frozenset({"Http404", "PermissionDenied", "AuthenticationError"})
GATES = frozenset(f"sidan/people/{name}.py" for name in ("kiosk", "middleware", "backend", "session"))
GATE_FUNCTIONS = frozenset({"is_over", "find", "process_view", "__call__", "wrapped", "starter", "get_user"})
COUNTS = frozenset({"tab_counts", "periods_of"})  # of access rooms, what only reads and counts
# Names of families of code that no request passes through, and that decide who gets in nowhere.
ASIDE = ("migrations", "management", "dispatch", "tests", "actions", "demo", "models", "forms")


@dataclass(frozen=True)
class Mutant:
    """One check to be taken out. `decorator` names what wraps a view; otherwise `code` is the module without it."""

    path: str
    line: int
    kind: str
    function: str
    what: str
    number: int  # among those of its file
    decorator: str = ""

    @property
    def key(self) -> str:
        return f"{self.path}:{self.number}"

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.function}: {self.kind}: {self.what}"


@dataclass(frozen=True)
class Edit:
    kind: str
    node: ast.AST
    parent: ast.AST
    slot: str
    index: int | None
    instead: ast.AST | None  # None: nothing


Maker = Callable[[str, ast.AST | None], Edit]


def sources() -> list[Path]:
    found = sorted((ROOT / "sidan").rglob("*.py"))
    return [path for path in found if not set(path.relative_to(ROOT).parts[1:-1]) & set(ASIDE) and _speaks(path)]


def _speaks(path: Path) -> bool:
    return path.stem not in ASIDE and path.stem not in {"settings", "wsgi", "urls", "admin"}


def mutants() -> list[Mutant]:
    return [mutant for path in sources() for mutant in _of_file(path)]


def _of_file(path: Path) -> Iterator[Mutant]:
    name = str(path.relative_to(ROOT))
    tree = ast.parse(path.read_text("utf-8"))
    for number, edit in enumerate(edits(tree, name)):
        what = ast.unparse(edit.node).splitlines()[0][:70]
        decorator = what if edit.kind.startswith("decorator") else ""
        line = getattr(edit.node, "lineno", 0)
        yield Mutant(name, line, edit.kind, _function_at(tree, edit.node), what, number, decorator)


def without(mutant: Mutant) -> tuple[CodeType, CodeType]:
    """The module as it stands, and without the check."""
    path = ROOT / mutant.path
    tree = ast.parse(path.read_text("utf-8"))
    before = compile(tree, str(path), "exec")
    edit = edits(tree, mutant.path)[mutant.number]
    _apply(edit)
    return before, compile(ast.fix_missing_locations(tree), str(path), "exec")


def _apply(edit: Edit) -> None:
    new: ast.AST = edit.instead or ast.Pass()
    ast.copy_location(new, edit.node)
    if edit.index is None:
        setattr(edit.parent, edit.slot, new)
    elif edit.instead is None and edit.slot != "body":
        del getattr(edit.parent, edit.slot)[edit.index]
    else:
        getattr(edit.parent, edit.slot)[edit.index] = new


def _function_at(tree: ast.Module, node: ast.AST) -> str:
    line, found = getattr(node, "lineno", 0), ""
    for one in ast.walk(tree):
        if isinstance(one, ast.FunctionDef | ast.ClassDef):
            first = min([one.lineno, *(d.lineno for d in one.decorator_list)])
            if first <= line <= (one.end_lineno or 0):
                found = f"{found}.{one.name}" if found else one.name
    return found


def edits(tree: ast.Module, name: str) -> list[Edit]:
    return list(_Finder(name).walk(tree))


class _Finder:
    def __init__(self, name: str) -> None:
        self.in_access = "access" in name
        self.is_gate = name in GATES
        self.function = ""

    def walk(self, node: ast.AST, guarded: bool = False) -> Iterator[Edit]:
        before = self.function
        if isinstance(node, ast.FunctionDef):
            self.function = node.name
            yield from self._decorators(node)
        for slot, value in ast.iter_fields(node):
            for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(child, ast.AST):
                    found = list(self._checks(child, node, slot, index, guarded))
                    yield from found
                    is_test = slot == "test" and isinstance(node, ast.If) and self._denies(node)
                    is_told = any(one.kind in {"call", "answer"} for one in found)
                    yield from self.walk(child, guarded or is_test or is_told)
        self.function = before

    def _decorators(self, node: ast.FunctionDef) -> Iterator[Edit]:
        for index, one in enumerate(node.decorator_list):
            called = one.func if isinstance(one, ast.Call) else one
            if isinstance(called, ast.Name) and called.id in DECORATORS:
                yield Edit("decorator removed", one, node, "decorator_list", index, None)
                if called.id == "staff":
                    yield Edit("decorator for any role", one, node, "decorator_list", index, None)

    def _checks(self, node: ast.AST, parent: ast.AST, slot: str, index: int | None, guarded: bool) -> Iterator[Edit]:
        def edit(kind: str, instead: ast.AST | None) -> Edit:
            return Edit(kind, node, parent, slot, index, instead)

        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and _name(node.value.func) in CALLED:
            yield edit("call", None)
        elif isinstance(node, ast.If) and self._denies(node):
            yield from self._guard(node)
        elif isinstance(node, ast.IfExp) and _is_none(node.body) and self.function == "authenticate":
            yield edit("guard", node.orelse)
        elif isinstance(node, ast.Return):
            yield from self._answer(node)
        elif isinstance(node, ast.keyword):
            yield from _keyword(node, edit)
        elif isinstance(node, ast.Call):
            yield from self._call(node, edit, guarded)

    def _call(self, node: ast.Call, edit: Maker, guarded: bool) -> Iterator[Edit]:
        called = _name(node.func)
        if called in RIGHTS and not guarded and _is_right(node):
            yield edit("right", ast.Constant(value=True))
        elif called == "at_desk" and isinstance(node.func, ast.Attribute):
            yield edit("api role", ast.Attribute(value=node.func.value, attr="scope", ctx=ast.Load()))
        elif isinstance(node.func, ast.Attribute) and self._narrows(node, called):
            yield from self._filter(node, edit)

    def _narrows(self, node: ast.Call, called: str) -> bool:
        text = ast.unparse(node.func)
        is_rows = "objects" in text or called == "under" or self.in_access
        if (self.is_gate and self.function not in GATE_FUNCTIONS) or self.function in COUNTS:
            return False
        return is_rows and called in (NARROWS if self.in_access or self.is_gate else SCOPED)

    def _filter(self, node: ast.Call, edit: Maker) -> Iterator[Edit]:
        assert isinstance(node.func, ast.Attribute)
        everything = ast.Call(
            func=ast.Attribute(value=node.func.value, attr="all", ctx=ast.Load()), args=[], keywords=[]
        )
        parts = [*node.args, *node.keywords]
        narrowing = [one for one in parts if not (isinstance(one, ast.keyword) and one.arg in CHOOSES)]
        if node.func.attr not in {"filter", "exclude"} or (len(parts) == 1 and narrowing):
            yield edit("row filter", everything)
            return
        for one in narrowing:
            rest = ast.Call(
                func=node.func,
                args=[arg for arg in node.args if arg is not one],
                keywords=[arg for arg in node.keywords if arg is not one],
            )
            yield edit(f"row filter {ast.unparse(one)[:40]}", rest)

    def _denies(self, node: ast.If) -> bool:
        """The branch lets nobody on: 404, 403, or the way to sign in."""
        last = node.body[-1]
        if isinstance(last, ast.Raise):
            if last.exc is None:
                return any(_name(one) in RIGHTS for one in ast.walk(node.test) if isinstance(one, ast.Call))
            return _name(last.exc) in DENIES or _refuses(last.exc)
        if isinstance(last, ast.Return) and last.value is not None and "Stop." in ast.unparse(last.value):
            return True
        return (self.is_gate or self.in_access) and self.function in GATE_FUNCTIONS and _stops(last)

    def _guard(self, node: ast.If) -> Iterator[Edit]:
        if _lets_on(node.body[-1]):
            yield Edit("gate", node.test, node, "test", None, ast.Constant(value=True))
            return
        yield Edit("guard", node.test, node, "test", None, ast.Constant(value=False))
        for either in [
            one for one in ast.walk(node.test) if isinstance(one, ast.BoolOp) and isinstance(one.op, ast.Or)
        ]:
            for index, part in enumerate(either.values):
                yield Edit("guard", part, either, "values", index, ast.Constant(value=False))

    def _answer(self, node: ast.Return) -> Iterator[Edit]:
        """`return a and b` of a function that says whether somebody may: each part, or the whole."""
        value = node.value
        if value is None or not self._says_may():
            return
        always = ast.Constant(value=True)
        if isinstance(value, ast.BoolOp) and isinstance(value.op, ast.And):
            for index, one in enumerate(value.values):
                yield Edit("answer", one, value, "values", index, always)
        elif isinstance(value, ast.Compare | ast.Call | ast.BoolOp | ast.IfExp):
            yield Edit("answer", value, node, "value", None, always)

    def _says_may(self) -> bool:
        return self.function.lstrip("_").startswith(("may_", "shows_", "sees_")) or self.function == "inviter_stands"


def _keyword(node: ast.keyword, edit: Maker) -> Iterator[Edit]:
    if node.arg in {"to_write", "write"} and _is_true(node.value):
        yield edit("to write", None)
    elif node.arg and node.arg.endswith("__under"):
        yield edit("row filter", ast.keyword(arg="pk__isnull", value=ast.Constant(value=False)))  # every row


def _name(node: ast.AST | None) -> str:
    if isinstance(node, ast.Call):
        return _name(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _refuses(node: ast.AST | None) -> bool:
    """Refused(…, 403) or 404."""
    given = node.args if isinstance(node, ast.Call) else []
    return any(isinstance(arg, ast.Constant) and arg.value in {403, 404} for arg in given)


def _is_right(node: ast.Call) -> bool:
    """`holds` of a scope names roles; that of a window of time, or of the guard's parser, does not."""
    named = [arg for arg in node.args if isinstance(arg, ast.Starred) or ast.unparse(arg).startswith("RoleKind.")]
    return _name(node.func) != "holds" or bool(named)


def _lets_on(last: ast.stmt) -> bool:
    return isinstance(last, ast.Return) and ast.unparse(last) in {"return None", "return self.get_response(request)"}


def _stops(last: ast.stmt) -> bool:
    return isinstance(last, ast.Assign) or (isinstance(last, ast.Return) and ast.unparse(last) != "return False")


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_true(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is True
