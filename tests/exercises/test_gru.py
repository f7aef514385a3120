"""The exercise gru: its references agree with the layers, its cases are as they should be."""

from itertools import combinations

import numpy as np
import pytest

from grader.exercises import load_exercise
from grader.exercises.gru.change_form import changing, flip
from grader.exercises.gru.gates import gates_in_lines
from grader.exercises.gru.gradient import backward_in_lines
from grader.exercises.gru.keras_step import keras_step_in_lines
from grader.exercises.gru.sequence import sequence_in_parts
from grader.exercises.gru.step import step_in_lines
from tests.exercises.drawn import draw
from unrolled.gradcheck import check_gradients
from unrolled.gru import gru_gates, gru_step, gru_step_backward
from unrolled.layers import GRU

SEEDS = range(5)
EXERCISE = load_exercise("gru")
OF_ARRAYS = [q for q in EXERCISE.questions if q.name != "gru_parameter_counts"]
IN_LINES = {
    "gru_gates_and_candidate": gates_in_lines,
    "gru_step": step_in_lines,
    "gru_sequence": sequence_in_parts(),
    "gru_step_keras": keras_step_in_lines,
    "change_form": changing(flip),
    "gru_step_backward": backward_in_lines,
}


def every(questions):
    return pytest.mark.parametrize("question", questions, ids=lambda question: question.name)


# What the references compute.


@every(OF_ARRAYS)
def test_what_mistakes_are_made_from_is_right_itself(question):
    for arguments in _arguments(question.name, seeds=SEEDS):
        _agree(IN_LINES[question.name](*arguments), question.reference(*arguments))


def test_gates_of_question_1_are_those_of_the_fused_weights():
    for x_t, h_prev, *fused in _arguments("gru_step"):
        z, r, h = zip(*[np.split(array, 3, axis=-1) for array in fused], strict=True)
        gates = _reference("gru_gates_and_candidate")(x_t, h_prev, *z, *r, *h)
        _agree(gates, gru_gates(x_t, h_prev, *fused))
        z_t, _, h_tilde = gates
        _agree(_reference("gru_step")(x_t, h_prev, *fused), (1 - z_t) * h_prev + z_t * h_tilde)


def test_sequence_agrees_with_the_layer():
    for x, *weights_and_state in _arguments("gru_sequence"):
        weights, state = weights_and_state[:3], weights_and_state[3:]
        first_form = {"reset_after": False, "update_gate": "takes"}
        layer = _layer(weights, x, return_sequences=True, return_state=True, **first_form)
        _agree(_reference("gru_sequence")(x, *weights, *state), layer(x, state or None))


def test_step_of_keras_agrees_with_the_layer_as_it_stands():
    for x_t, h_prev, *weights in _arguments("gru_step_keras"):
        x = x_t[:, np.newaxis]
        expected = _layer(weights, x)(x, [h_prev])
        _agree(_reference("gru_step_keras")(x_t, h_prev, *weights), expected)


def test_changed_weights_give_the_state_of_the_layer_in_which_z_keeps():
    for x_t, h_prev, *weights in _arguments("gru_step"):
        x = x_t[:, np.newaxis]
        expected = _layer(weights, x, reset_after=False)(x, [h_prev])
        changed = _reference("change_form")(*weights)
        _agree(gru_step(x_t, h_prev, *changed), expected)
        assert all(map(np.array_equal, _reference("change_form")(*changed), weights))


def test_gradient_agrees_with_central_differences():
    for case in draw(EXERCISE.question("gru_step_backward"), 0):
        arguments = {name: value for name, value in case.arguments.items() if name != "dh_t"}
        check_gradients(gru_step, gru_step_backward, arguments)


def test_parameter_counts_agree_with_the_layers():
    for features, units in _arguments("gru_parameter_counts"):
        counts = []
        for layer in GRU(units, reset_after=False), GRU(units):
            layer.build((2, 3, features))
            counts.append(sum(weight.size for weight in layer.get_weights()))
        assert _reference("gru_parameter_counts")(features, units) == tuple(counts)


# What is drawn.


@every(OF_ARRAYS)
def test_entries_are_of_order_one_never_zero_and_all_different(question):
    for seed in range(20):
        for case in draw(question, seed):
            for name, array in case.arguments.items():
                assert np.all(np.abs(array) >= 0.2), name
                assert np.all(np.abs(array) <= 1.5), name
                assert np.unique(array).size == array.size, name
                assert np.array_equal(array, array.round(2)), name


@every(OF_ARRAYS)
def test_recurrent_weights_are_not_symmetric_and_differ_between_blocks(question):
    for seed in range(20):
        for case in draw(question, seed):
            blocks = _recurrent_blocks(case)
            if blocks[0].shape != (1, 1):
                assert not any(np.allclose(block, block.T, atol=1e-3) for block in blocks)
            for one, other in combinations(blocks, 2):
                assert not np.any(one == other)


@every([question for question in OF_ARRAYS if question.name != "change_form"])
def test_sizes_are_different_except_where_a_case_says_so(question):
    sizes = [_sizes(case) for case in draw(question, 0)]
    first = sizes[0]
    assert len(set(first.values())) == len(first)
    assert min(first.values()) > 1
    assert any(size["batch"] == size["units"] for size in sizes)
    for special in "batch", "features", "units":
        assert any(size[special] == 1 for size in sizes), special


def test_sequences_are_long_and_short_with_and_without_a_state():
    cases = draw(EXERCISE.question("gru_sequence"), 0)
    lengths = [case.arguments["x"].shape[1] for case in cases]
    assert 1 in lengths
    assert max(lengths) >= 3
    without = [case for case in cases if "h_0" not in case.arguments]
    assert 0 < len(without) < len(cases)
    assert all("no initial states given" in case.description for case in without)


def test_bias_of_keras_has_two_rows_that_differ_everywhere():
    for seed in range(20):
        for case in draw(EXERCISE.question("gru_step_keras"), seed):
            bias = case.arguments["bias"]
            assert bias.shape == (2, case.arguments["kernel"].shape[1])
            assert not np.any(bias[0] == bias[1])


def test_weights_to_change_have_more_fewer_and_as_many_features_as_units():
    sizes = [
        (len(kernel), len(recurrent_kernel))
        for kernel, recurrent_kernel, _ in _arguments("change_form")
    ]
    assert {np.sign(features - units) for features, units in sizes} == {-1, 0, 1}
    assert len(set(sizes)) == len(sizes)


def test_reset_gates_are_neither_open_nor_closed_everywhere():
    # Where every reset gate is 0 or 1, most mistakes with it cannot be seen.
    for seed in range(20):
        for arguments in _arguments("gru_gates_and_candidate", seeds=[seed]):
            _, r_t, _ = _reference("gru_gates_and_candidate")(*arguments)
            assert np.any((r_t > 0.02) & (r_t < 0.98))


def test_features_and_units_of_the_counts_are_whole_numbers_in_every_order():
    for seed in range(20):
        sizes = [tuple(values) for values in _arguments("gru_parameter_counts", seeds=[seed])]
        assert all(type(number) is int for size in sizes for number in size)
        assert any(features < units for features, units in sizes)
        assert any(features > units for features, units in sizes)


def _arguments(name, seeds=(0,)):
    question = EXERCISE.question(name)
    return [case.arguments.values() for seed in seeds for case in draw(question, seed)]


def _reference(name):
    return EXERCISE.question(name).reference


def _layer(weights, x, **options):
    layer = GRU(len(weights[1]), **options)
    layer.build(x.shape)
    layer.set_weights(weights)
    return layer


def _recurrent_blocks(case):
    if "recurrent_kernel" in case.arguments:
        return np.split(case.arguments["recurrent_kernel"], 3, axis=-1)
    return [case.arguments[name] for name in ("W_hz", "W_hr", "W_hh")]


def _sizes(case):
    x = case.arguments.get("x", case.arguments.get("x_t"))
    sizes = {"batch": x.shape[0], "features": x.shape[-1]}
    if x.ndim == 3:
        sizes["time"] = x.shape[1]
    return {**sizes, "units": len(_recurrent_blocks(case)[0])}


def _agree(values, expected):
    if not isinstance(expected, (tuple, list)):
        values, expected = [values], [expected]
    for value, right in zip(values, expected, strict=True):
        np.testing.assert_allclose(value, right, rtol=1e-10, atol=1e-12)
