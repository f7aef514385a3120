"""What the exercise keras-shapes draws: sizes, entries, states, masks, ties."""

from itertools import product

import numpy as np
import pytest

from grader.exercises import load_exercise
from tests.exercises.drawn import draw
from unrolled.tf32 import round_to_tf32

SEEDS = range(20)
EXERCISE = load_exercise("keras-shapes")
LAYERS = ("simple_rnn_layer", "lstm_layer", "bidirectional_lstm", "masked_rnn", "time_distributed")
WITHOUT_STATES = ("simple_rnn_layer", "lstm_layer", "masked_rnn")


def cases(name, seed=0):
    return draw(EXERCISE.question(name), seed)


@pytest.mark.parametrize("name", [*LAYERS, "lstm_weights_per_gate"])
def test_entries_are_of_order_one_never_zero_and_all_different(name):
    for seed in SEEDS:
        for case in cases(name, seed):
            for argument, array in case.arguments.items():
                if isinstance(array, np.ndarray) and array.dtype != bool:
                    assert np.all(np.abs(array) >= 0.2), argument
                    assert np.all(np.abs(array) <= 4), argument
                    assert np.unique(array).size == array.size, argument


@pytest.mark.parametrize("name", LAYERS)
def test_sizes_are_different_except_where_a_case_says_so(name):
    sizes = [sizes_of(case) for case in cases(name)]
    assert any(size["batch"] == size["units"] for size in sizes)
    for special in "batch", "time", "features":
        assert any(size[special] == 1 for size in sizes), special
    first = sizes[0]
    assert len(set(first.values())) == len(first)
    assert min(first.values()) > 1
    assert max(size["time"] for size in sizes) >= 4


def sizes_of(case):
    batch, time, features = case.arguments["x"].shape
    kernel = next(array for name, array in case.arguments.items() if name.endswith("kernel"))
    recurrent = [a for name, a in case.arguments.items() if name.endswith("recurrent_kernel")]
    units = len(recurrent[0]) if recurrent else kernel.shape[1]
    return {"batch": batch, "time": time, "features": features, "units": units}


@pytest.mark.parametrize("name", WITHOUT_STATES)
def test_initial_states_are_given_or_said_to_be_missing(name):
    drawn = cases(name)
    missing = [case for case in drawn if "h_0" not in case.arguments]
    assert missing
    assert len(missing) < len(drawn)
    assert all("no initial states given" in case.description for case in missing)


def test_sequences_are_read_in_both_directions_with_and_without_states():
    kinds = {
        (case.arguments["go_backwards"], "h_0" in case.arguments)
        for case in cases("simple_rnn_layer")
    }
    assert kinds == set(product((False, True), repeat=2))


def test_some_cell_states_are_so_large_that_a_forgotten_tanh_shows():
    for seed in SEEDS:
        large = [case for case in cases("lstm_layer", seed) if "large" in case.description]
        assert large
        assert all(np.all(np.abs(case.arguments["c_0"]) >= 2) for case in large)


def test_shapes_are_asked_for_every_layer_and_every_option():
    drawn = [case.arguments for case in cases("output_shapes")]
    assert {case["kind"] for case in drawn} == {"SimpleRNN", "GRU", "LSTM"}
    for option in "return_sequences", "return_state", "bidirectional":
        assert {case[option] for case in drawn} == {False, True}
    assert any(case["time"] == 1 for case in drawn)
    assert any(case["batch"] == 1 for case in drawn)
    assert any(case["batch"] == case["units"] for case in drawn)
    for case in drawn:
        assert case["features"] != case["units"]
        assert all(type(case[size]) is int for size in ("batch", "time", "features", "units"))


def test_masks_have_filling_at_the_ends_at_the_beginnings_and_in_the_middle():
    for seed in SEEDS:
        masks = {case.description.split("masked: ")[1]: case for case in cases("masked_rnn", seed)}
        masks = {name: case.arguments["mask"] for name, case in masks.items()}
        assert all(mask.dtype == bool for mask in masks.values())
        ends = masks["the ends of the sequences"]
        assert np.all(ends[:, 0])
        assert not np.all(ends[:, -1])
        assert np.all(np.diff(ends.astype(int)) <= 0)
        beginnings = masks["the beginnings of the sequences"]
        assert np.all(beginnings[:, -1])
        assert not np.any(beginnings[:, 0])
        assert np.all(np.diff(beginnings.astype(int)) >= 0)
        middle = masks["steps in the middle"]
        assert np.all(middle[:, [0, -1]])
        assert not np.any(np.all(middle, axis=1))
        assert sorted(set(masks["all steps of one sample"].any(axis=1))) == [False, True]
        assert np.all(masks["nothing"])


def test_every_gate_is_asked_for_twice():
    gates = [case.arguments["gate"] for case in cases("lstm_weights_per_gate")]
    assert sorted(gates) == sorted(2 * "ifco")


def test_numbers_to_round_are_float32_of_every_size_with_ties_of_every_kind():
    for seed in SEEDS:
        drawn = {case.description: case.arguments["x"] for case in cases("round_to_tf32", seed)}
        assert all(x.dtype == np.float32 for x in drawn.values())
        ties = drawn["ties between two TF32 numbers"].astype(np.float64)
        moved = round_to_tf32(ties) - ties
        significand, _ = np.frexp(np.abs(ties))
        assert np.all((significand * 2**11) % 1 == 0.5)
        for sign in 1, -1:
            assert np.any(moved[np.sign(ties) == sign] > 0)
            assert np.any(moved[np.sign(ties) == sign] < 0)
        sizes = np.abs(drawn["large and small numbers"])
        assert sizes.max() > 65504  # the largest float16
        assert sizes.min() < 6e-8  # the smallest one
        below = drawn["numbers just below a power of two"]
        assert np.any(np.frexp(round_to_tf32(below))[1] > np.frexp(below)[1])
        assert np.any(drawn["numbers and zeros"] == 0)
