"""
family: style
tries: writes type hints, data classes and names that are used before they are there
honest:
says:
"""
# %% cell_update
from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

Array = TypeVar("Array", bound="np.ndarray")

@dataclass
class Cell:
    kept: NotThere[float]
    let_in: np.ndarray = field(repr=False)

class Pair(NamedTuple):
    h: Array
    c: Array

def cell_update(f_t: Array, c_prev: Array, i_t: Array, c_tilde: Array) -> NotThere:
    cell = Cell(f_t * c_prev, i_t * c_tilde)
    return cell.kept + cell.let_in
