"""An answer written as named lines, so that a known mistake is one line replaced."""

from collections.abc import Callable
from types import SimpleNamespace


class Recipe:
    """A function that computes named values, one after the other.

    ``arguments`` and ``outputs`` are names, separated by spaces. ``lines`` maps the name of
    each computed value to a function of ``v``, which has one attribute for every argument
    and for every earlier line. Called, a recipe returns one value, or a tuple of them, as
    the answer to a question does.
    """

    def __init__(
        self,
        arguments: str,
        lines: dict[str, Callable],
        outputs: str,
        changed_from: "Recipe | None" = None,
    ):
        """Keep the names and the lines, and the recipe that this one is a change of."""
        self.arguments = arguments
        self.lines = lines
        self.outputs = outputs
        self._origin = changed_from or self

    def __call__(self, *values):
        """Compute every line in order and return the outputs."""
        v = SimpleNamespace(**dict(zip(self.arguments.split(), values, strict=True)))
        for name, line in self.lines.items():
            setattr(v, name, line(v))
        outputs = tuple(getattr(v, name) for name in self.outputs.split())
        return outputs if len(outputs) > 1 else outputs[0]

    def but(self, **lines: Callable) -> "Recipe":
        """Return this recipe with ``lines`` in place of its lines of the same names."""
        return Recipe(self.arguments, {**self.lines, **lines}, self.outputs, self._origin)

    def returning(self, outputs: str) -> "Recipe":
        """Return this recipe with other outputs, or with the same ones in another order."""
        return Recipe(self.arguments, self.lines, outputs, self._origin)

    def joined(self, other: Callable) -> "Recipe | None":
        """Return the recipe with the changes of both; None where they do not go together."""
        if not isinstance(other, Recipe) or other._origin is not self._origin:
            return None
        changes, others = self._changes(), other._changes()
        if changes.keys() & others.keys():
            return None
        origin, usual = self._origin, self._origin.outputs
        if usual not in (self.outputs, other.outputs):
            return None
        outputs = self.outputs if other.outputs == usual else other.outputs
        return origin.but(**changes, **others).returning(outputs)

    def _changes(self):
        usual = self._origin.lines
        return {name: line for name, line in self.lines.items() if usual.get(name) is not line}
