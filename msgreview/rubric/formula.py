"""Arithmetic that a rubric may hold: figures, names, `+ - * / **`, brackets, and a few functions of `math`."""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

_MATH: dict[str, Callable[..., float]] = {name: getattr(math, name) for name in ("sqrt", "log", "log10", "exp", "floor", "ceil")}
_ARITHMETIC: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
_COMPARISON: dict[type[ast.AST], Callable[..., bool]] = {
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def evaluate(formula: str, counts: Mapping[str, float]) -> float:
    """What the formula comes to; ValueError for one that is no arithmetic or names what `counts` does not have."""
    return _value(_parsed(formula), counts)


@cache
def names(formula: str) -> frozenset[str]:
    """The counts that a formula names."""
    return frozenset(node.id for node in ast.walk(_parsed(formula)) if isinstance(node, ast.Name) and node.id != "math")


def fulfils(figure: float, condition: str) -> bool:
    """Whether the figure fulfils a condition such as "> 9"; ValueError for one that is none."""
    try:
        tree: ast.AST = _parsed(f"0 {condition}")
    except ValueError:
        tree = ast.Pass()
    match tree:
        case ast.Compare(left=ast.Constant(), ops=[operation], comparators=[right]) if type(operation) in _COMPARISON:
            return bool(_COMPARISON[type(operation)](figure, _value(right, {})))
    raise ValueError(f'`condition` is a comparison such as "> 9", not "{condition}"')


@cache
def _parsed(formula: str) -> ast.expr:
    try:
        return ast.parse(" ".join(formula.split()), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError(f'"{formula}" cannot be read as arithmetic') from None


def _value(node: ast.expr, counts: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name) if name in counts:
            return counts[name]
        case ast.BinOp(left=left, op=operation, right=right) if type(operation) in _ARITHMETIC:
            return _safely(_ARITHMETIC[type(operation)], _value(left, counts), _value(right, counts))
        case ast.UnaryOp(op=operation, operand=operand) if type(operation) in _ARITHMETIC:
            return float(_ARITHMETIC[type(operation)](_value(operand, counts)))
        case ast.Call(func=ast.Attribute(value=ast.Name(id="math"), attr=name), args=[argument], keywords=[]) if name in _MATH:
            return _safely(_MATH[name], _value(argument, counts))
    there_are = f"; the counts are {', '.join(sorted(counts))}" if isinstance(node, ast.Name) else ""
    raise ValueError(f"`{ast.unparse(node)}` cannot stand in a formula{there_are}")


def _safely(function: Callable[..., Any], *numbers: float) -> float:
    """The result, or 0 for what has none: a division by no sentences, the root of a negative figure."""
    try:
        return float(function(*numbers))
    except (ArithmeticError, ValueError, TypeError):
        return 0.0
