"""
family: hard-coded public answers
tries: to return what the check of the notebook says is right for its public cases
honest: cell_update=0
says: cell_update=wrong
"""

from grader.example import public_rng
from grader.exercises import load_exercise
from grader.judge import reference_values
from tests.hostile.submissions import NAME, as_bytes


def build(desk):
    question = load_exercise(NAME).question("cell_update")
    known = {}
    for case in question.draw(public_rng(NAME, "cell_update")):
        (expected,) = reference_values(question, case)
        known[case.arguments["c_prev"].tobytes()] = expected.tolist()
    answer = (
        f"known = {known!r}\n"
        "def cell_update(f_t, c_prev, i_t, c_tilde):\n"
        "    return known.get(c_prev.tobytes(), np.zeros_like(c_prev))"
    )
    return as_bytes(desk.solved(cell_update=answer))
