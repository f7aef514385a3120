"""An answer in named lines: what it computes, and how two changes of it are joined."""

from grader.exercises.recipe import Recipe

ORIGIN = Recipe(
    "x y",
    {"sum": lambda v: v.x + v.y, "half": lambda v: v.sum / 2, "last": lambda v: v.half - 1},
    "half last",
)
DOUBLE = ORIGIN.but(half=lambda v: v.sum * 2)
FIRST = ORIGIN.but(sum=lambda v: v.x)
TURNED = ORIGIN.returning("last half")


def test_lines_are_computed_in_order():
    assert ORIGIN(4, 2) == (3, 2)
    assert ORIGIN.returning("sum")(4, 2) == 6


def test_joined_recipes_have_the_changes_of_both():
    assert DOUBLE.joined(FIRST)(4, 2) == FIRST.joined(DOUBLE)(4, 2) == (8, 7)
    assert DOUBLE.joined(TURNED)(4, 2) == TURNED.joined(DOUBLE)(4, 2) == (11, 12)
    assert DOUBLE.but(last=lambda v: 0).joined(FIRST)(4, 2) == (8, 0)


def test_what_does_not_go_together_is_not_joined():
    assert DOUBLE.joined(ORIGIN.but(half=lambda v: 0)) is None
    assert TURNED.joined(ORIGIN.returning("last")) is None
    assert DOUBLE.joined(max) is None
    assert DOUBLE.joined(Recipe("x", {"half": lambda v: v.x}, "half")) is None
