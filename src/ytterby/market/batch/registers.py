"""A numba type for one SIMD register of doubles, so that four problems are solved side by side: plain arithmetic on ``Lanes``.

``load`` and ``store`` move WIDTH neighbouring doubles; ``+ - * /``, ``low``, ``high`` and ``spread`` work lane by lane. A product
that is added at once becomes one fused instruction.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core.typing.templates import ConcreteTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, models, register_model

from ytterby.market.batch.compiled import compiled

__all__ = ["WIDTH", "add", "high", "kernel", "load", "low", "part", "pick", "spread", "store"]

WIDTH = 4
_FUSE = ("contract",)  # a * b + c may be rounded once
_REGISTER = ir.VectorType(ir.DoubleType(), WIDTH)


class _LanesType(types.Type):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__(name=f"Lanes({WIDTH})")


_lanes = _LanesType()


@register_model(_LanesType)
class _LanesModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _REGISTER)


def _binary(symbol: Any, instruction: str) -> None:
    class Rule(ConcreteTemplate):  # type: ignore[misc]
        cases = [signature(_lanes, _lanes, _lanes)]  # noqa: RUF012

    infer_global(symbol)(Rule)

    @lower_builtin(symbol, _LanesType, _LanesType)  # type: ignore[untyped-decorator]
    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return getattr(builder, instruction)(args[0], args[1], flags=_FUSE)


for _symbol, _instruction in ((operator.add, "fadd"), (operator.sub, "fsub"), (operator.mul, "fmul"), (operator.truediv, "fdiv")):
    _binary(_symbol, _instruction)


def _pointer(context: Any, builder: Any, array_type: Any, array: Any, index: Any, index_type: Any) -> Any:
    data = context.make_array(array_type)(context, builder, array).data
    place = builder.gep(data, [context.cast(builder, index, index_type, types.intp)])
    return builder.bitcast(place, _REGISTER.as_pointer())


@intrinsic  # type: ignore[untyped-decorator]
def load(typing: Any, array: Any, index: Any) -> tuple[Any, Callable[..., Any]]:
    """The lanes that start at an index of a flat array of doubles."""

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.load(_pointer(context, builder, sig.args[0], args[0], args[1], sig.args[1]), align=8)

    return _lanes(array, index), lower


@intrinsic  # type: ignore[untyped-decorator]
def store(typing: Any, array: Any, index: Any, value: Any) -> tuple[Any, Callable[..., Any]]:
    """Write lanes from an index of a flat array of doubles on."""

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        builder.store(args[2], _pointer(context, builder, sig.args[0], args[0], args[1], sig.args[1]), align=8)
        return context.get_dummy_value()

    return types.void(array, index, value), lower


@intrinsic  # type: ignore[untyped-decorator]
def add(typing: Any, array: Any, index: Any, value: Any) -> tuple[Any, Callable[..., Any]]:
    """Add to the lanes that start at an index of a flat array of doubles."""

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        place = _pointer(context, builder, sig.args[0], args[0], args[1], sig.args[1])
        builder.store(builder.fadd(builder.load(place, align=8), args[2], flags=_FUSE), place, align=8)
        return context.get_dummy_value()

    return types.void(array, index, value), lower


@intrinsic  # type: ignore[untyped-decorator]
def spread(typing: Any, number: Any) -> tuple[Any, Callable[..., Any]]:
    """One number in every lane."""

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        value = context.cast(builder, args[0], sig.args[0], types.float64)
        empty = ir.Constant(_REGISTER, ir.Undefined)
        first = builder.insert_element(empty, value, ir.Constant(ir.IntType(32), 0))
        everywhere = ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [0] * WIDTH)
        return builder.shuffle_vector(first, empty, everywhere)

    return _lanes(number), lower


def _chosen(order: str) -> Any:
    @intrinsic  # type: ignore[untyped-decorator]
    def choose(typing: Any, a: Any, b: Any) -> tuple[Any, Callable[..., Any]]:
        def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            return builder.select(builder.fcmp_ordered(order, args[0], args[1]), args[0], args[1])

        return _lanes(a, b), lower

    return choose


low, high = _chosen("<"), _chosen(">")


@intrinsic  # type: ignore[untyped-decorator]
def pick(typing: Any, when: Any, a: Any, b: Any) -> tuple[Any, Callable[..., Any]]:
    """a where ``when`` is above zero, else b."""

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        zero = ir.Constant(_REGISTER, [0.0] * WIDTH)
        return builder.select(builder.fcmp_ordered(">", args[0], zero), args[1], args[2])

    return _lanes(when, a, b), lower


kernel = compiled(boundscheck=False, nogil=True)
part = compiled(boundscheck=False, nogil=True, forceinline=True)  # of a kernel: lanes stay in registers
