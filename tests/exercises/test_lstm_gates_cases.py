"""What the exercise lstm-gates draws: sizes, entries, states."""

from itertools import combinations

import numpy as np
import pytest

from grader.exercises import load_exercise
from tests.exercises.drawn import draw

SEEDS = range(20)
EXERCISE = load_exercise("lstm-gates")
OF_NUMBERS = ("parameter_counts", "forget_bias")
OF_ARRAYS = [question for question in EXERCISE.questions if question.name not in OF_NUMBERS]
WITHOUT_WEIGHTS = ("cell_update", "gates_at_their_limits")
GATE_WEIGHTS = {"W_hf", "W_hi", "W_hc", "W_ho"}


def every(questions):
    return pytest.mark.parametrize("question", questions, ids=lambda question: question.name)


@every(OF_ARRAYS)
def test_entries_are_of_order_one_never_zero_and_all_different(question):
    for seed in SEEDS:
        for case in draw(question, seed):
            for name, array in case.arguments.items():
                assert np.all(np.abs(array) >= 0.05), name
                assert np.all(np.abs(array) <= 4), name
                assert np.unique(array).size == array.size, name
                assert np.array_equal(array, array.round(2)), name


@every(OF_ARRAYS)
def test_recurrent_weights_are_not_symmetric_and_differ_between_gates(question):
    for seed in SEEDS:
        for case in draw(question, seed):
            blocks = recurrent_blocks(case)
            if blocks and blocks[0].shape != (1, 1):
                assert not any(np.allclose(block, block.T, atol=1e-3) for block in blocks)
            for one, other in combinations(blocks, 2):
                assert not np.any(one == other)


@every([question for question in OF_ARRAYS if question.name not in WITHOUT_WEIGHTS])
def test_sizes_are_different_except_where_a_case_says_so(question):
    sizes = [sizes_of(case) for case in draw(question, 0)]
    assert any(size["batch"] == size["units"] for size in sizes)
    for special in "batch", "features", "units":
        assert any(size[special] == 1 for size in sizes), special
    first = sizes[0]
    assert len(set(first.values())) == len(first)
    assert min(first.values()) > 1
    for size in sizes:
        assert size["features"] not in (size["batch"], size["units"])


def test_sequences_are_long_and_short_with_and_without_states():
    cases = draw(EXERCISE.question("lstm_sequence"), 0)
    lengths = [case.arguments["x"].shape[1] for case in cases]
    assert 1 in lengths
    assert max(lengths) >= 3
    without = [case for case in cases if "h_0" not in case.arguments]
    assert without
    assert all("no initial states given" in case.description for case in without)
    assert all("c_0" in case.arguments for case in cases if case not in without)


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("cell_update", "c_prev"),
        ("output_gate_and_hidden_state", "c_t"),
        ("gates_at_their_limits", "c_prev"),
        ("lstm_step", "c_prev"),
        ("lstm_sequence", "c_0"),
        ("lstm_step_backward", "c_prev"),
        ("lstm_backward", "c_0"),
    ],
)
def test_some_cell_states_are_so_large_that_a_forgotten_tanh_shows(name, state):
    for seed in SEEDS:
        cases = [
            case for case in draw(EXERCISE.question(name), seed) if "large" in case.description
        ]
        assert cases
        for case in cases:
            c = case.arguments[state]
            assert np.all(np.abs(c - np.tanh(c)) > 1)


def test_gates_and_candidates_lie_where_their_activations_put_them():
    for case in draw(EXERCISE.question("gates_at_their_limits"), 0):
        assert np.all(np.abs(case.arguments["c_tilde"]) < 1)
    for case in draw(EXERCISE.question("cell_update"), 0):
        for gate in "f_t", "i_t":
            assert np.all((case.arguments[gate] > 0) & (case.arguments[gate] < 1))
        assert np.all(np.abs(case.arguments["c_tilde"]) < 1)


def test_features_and_units_of_the_counts_are_whole_numbers_in_every_order():
    for seed in SEEDS:
        sizes = [tuple(case.arguments.values()) for case in draw_counts(seed)]
        assert all(type(number) is int for size in sizes for number in size)
        assert any(features < units for features, units in sizes)
        assert any(features > units for features, units in sizes)
        assert len(set(sizes)) == len(sizes)


def test_half_lives_are_short_and_long_whole_and_not():
    for seed in SEEDS:
        cases = draw(EXERCISE.question("forget_bias"), seed)
        drawn = {case.description: case.arguments["half_life"] for case in cases}
        assert all(np.unique(half_life).size == half_life.size for half_life in drawn.values())
        assert drawn["a single unit"].size == 1
        assert drawn["short half-lives"].max() < 10
        assert drawn["long half-lives"].max() > 100
        assert 0 < drawn["half-lives of less than one step"].max() < 1
        between = drawn["half-lives between two whole numbers"]
        assert np.all(between != np.round(between))
        # A bias of 0, at a half-life of 1, would look right with the wrong sign.
        assert all(np.all(np.abs(half_life - 1) > 0.02) for half_life in drawn.values())


def draw_counts(seed):
    return draw(EXERCISE.question("parameter_counts"), seed)


def recurrent_blocks(case):
    if "recurrent_kernel" in case.arguments:
        return np.split(case.arguments["recurrent_kernel"], 4, axis=-1)
    return [case.arguments[name] for name in GATE_WEIGHTS & case.arguments.keys()]


def sizes_of(case):
    arguments = case.arguments
    x = arguments.get("x", arguments.get("x_t"))
    sizes = {"batch": x.shape[0], "features": x.shape[-1]}
    if x.ndim == 3:
        sizes["time"] = x.shape[1]
    blocks = recurrent_blocks(case)
    return {**sizes, "units": len(blocks[0])}
