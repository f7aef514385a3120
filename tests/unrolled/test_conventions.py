"""Weights go into every layout and back unchanged, and mean there what the layout says."""

import re

import numpy as np
import pytest
from convention_cases import LAYOUTS, NETWORKS, draw, every_conversion
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled import conventions
from unrolled.activations import sigmoid
from unrolled.conventions import (
    change_gru,
    from_torch,
    reorder_blocks,
    to_columns,
    to_gates,
    to_joined,
    to_torch,
)
from unrolled.gru import gru_gates, gru_gates_reset_after, gru_step
from unrolled.lstm import lstm_gates
from unrolled.rnn import rnn_step

FORMS = [(reset, z) for reset in ("before", "after") for z in ("keeps", "takes")]
sizes = st.integers(1, 5)
fast = settings(deadline=None, max_examples=30, derandomize=True)


def draw_inputs(features=3, units=4, batch=2):
    rng = np.random.default_rng(9)
    return rng.standard_normal((batch, features)), rng.standard_normal((batch, units))


def assert_equal(arrays, expected):
    assert len(arrays) == len(expected)
    for array, right in zip(arrays, expected, strict=True):
        np.testing.assert_array_equal(array, right, strict=True)


@every_conversion
@given(features=sizes, units=sizes, seed=st.integers(0, 10**6))
@fast
def test_there_and_back_changes_nothing(layout, network, features, units, seed):
    there, back = LAYOUTS[layout]
    kind, weights = NETWORKS[network][0], draw(network, features, units, seed)
    assert_equal(back(kind, there(kind, weights)), weights)


@every_conversion
def test_float32_stays_float32_and_whole_numbers_become_float64(layout, network):
    there, back = LAYOUTS[layout]
    kind, weights = NETWORKS[network][0], draw(network)
    for given_type, expected in [(np.float32, np.float32), (int, np.float64)]:
        arrays = there(kind, [weight.astype(given_type) for weight in weights])
        assert {array.dtype for array in arrays.values()} == {np.dtype(expected)}
        assert {array.dtype for array in back(kind, arrays)} == {np.dtype(expected)}


@every_conversion
def test_the_arguments_are_left_as_they_are_and_the_results_are_new(layout, network):
    there, back = LAYOUTS[layout]
    kind, weights = NETWORKS[network][0], draw(network)
    arrays = there(kind, weights)
    kept = {name: array.copy() for name, array in arrays.items()}
    for array in back(kind, arrays):
        array += 1
    assert_equal(list(arrays.values()), list(kept.values()))
    for array in arrays.values():
        array += 1
    assert_equal(weights, draw(network))


def test_the_names_and_shapes_are_those_of_the_table():
    lstm, gru, rnn = draw("lstm"), draw("gru after"), draw("rnn")
    shapes = {name: array.shape for name, array in to_gates("lstm", lstm).items()}
    assert shapes == {
        **{f"W_x{k}": (3, 4) for k in "ifco"},
        **{f"W_h{k}": (4, 4) for k in "ifco"},
        **{f"b_{k}": (4,) for k in "ifco"},
    }
    assert list(to_gates("gru", gru))[6:] == ["b_xz", "b_xr", "b_xh", "b_hz", "b_hr", "b_hh"]
    assert list(to_gates("rnn", rnn)) == ["W_xh", "W_hh", "b_h"]
    shapes = {name: array.shape for name, array in to_columns("gru", gru).items()}
    assert shapes == {
        **{f"W_{k}": (4, 3) for k in "zrh"},
        **{f"U_{k}": (4, 4) for k in "zrh"},
        **{f"b_{side}{k}": (4,) for side in "xh" for k in "zrh"},
    }
    assert list(to_columns("rnn", rnn)) == ["W_h", "U_h", "b_h"]
    shapes = {name: array.shape for name, array in to_joined("lstm", lstm).items()}
    assert shapes == {**{f"W_{k}": (4, 7) for k in "ifco"}, **{f"b_{k}": (4,) for k in "ifco"}}
    shapes = {name: array.shape for name, array in to_torch("lstm", lstm, layer=1).items()}
    assert shapes == {
        "weight_ih_l1": (16, 3),
        "weight_hh_l1": (16, 4),
        "bias_ih_l1": (16,),
        "bias_hh_l1": (16,),
    }


def test_every_function_of_the_table_is_offered():
    functions = re.findall(r"\b(?:to|from|reorder|change)_\w+", conventions.__doc__)
    assert {*functions, "BLOCKS"} == set(conventions.__all__)


def test_the_gates_arrays_mean_what_the_lessons_say():
    x_t, h_prev = draw_inputs()
    weights = draw("lstm")
    g = to_gates("lstm", weights)
    gates = lstm_gates(x_t, h_prev, *weights)
    for k, gate, squash in zip("ifco", gates, (sigmoid, sigmoid, np.tanh, sigmoid), strict=True):
        a_k = x_t @ g[f"W_x{k}"] + h_prev @ g[f"W_h{k}"] + g[f"b_{k}"]
        np.testing.assert_allclose(gate, squash(a_k), rtol=1e-12)


def test_the_two_biases_of_the_gru_belong_to_the_input_and_to_the_state():
    x_t, h_prev = draw_inputs()
    weights = draw("gru after")
    g = to_gates("gru", weights)
    z_t, r_t, h_tilde, m_t = gru_gates_reset_after(x_t, h_prev, *weights)
    np.testing.assert_allclose(m_t, h_prev @ g["W_hh"] + g["b_hh"], rtol=1e-12)
    np.testing.assert_allclose(
        h_tilde, np.tanh(x_t @ g["W_xh"] + g["b_xh"] + r_t * m_t), rtol=1e-12
    )
    a_z = x_t @ g["W_xz"] + g["b_xz"] + h_prev @ g["W_hz"] + g["b_hz"]
    np.testing.assert_allclose(z_t, sigmoid(a_z), rtol=1e-12)


@pytest.mark.parametrize("layout", ["columns", "joined"])
def test_the_papers_arrays_multiply_columns(layout):
    x_t, h_prev = draw_inputs()
    x, h = x_t[0][:, np.newaxis], h_prev[0][:, np.newaxis]  # one sample, as a column

    def a(arrays, k, h):
        if layout == "columns":
            return arrays[f"W_{k}"] @ x + arrays[f"U_{k}"] @ h + arrays[f"b_{k}"][:, None]
        return arrays[f"W_{k}"] @ np.concatenate([h, x]) + arrays[f"b_{k}"][:, None]

    there = LAYOUTS[layout][0]
    weights = draw("rnn")
    h_t = rnn_step(x_t, h_prev, *weights)[0]
    np.testing.assert_allclose(np.tanh(a(there("rnn", weights), "h", h))[:, 0], h_t, rtol=1e-12)
    weights = draw("gru before")
    arrays = there("gru", weights)
    z, r = sigmoid(a(arrays, "z", h)), sigmoid(a(arrays, "r", h))
    h_tilde = np.tanh(a(arrays, "h", r * h))
    for ours, theirs in zip(gru_gates(x_t, h_prev, *weights), (z, r, h_tilde), strict=True):
        np.testing.assert_allclose(theirs[:, 0], ours[0], rtol=1e-12)


def test_one_bias_goes_into_the_first_of_torchs_and_the_two_come_back_as_their_sum():
    for network in ("rnn", "lstm"):
        state = to_torch(network, draw(network))
        np.testing.assert_array_equal(state["bias_ih_l0"], draw(network)[2])
        np.testing.assert_array_equal(state["bias_hh_l0"], 0)
        state["bias_ih_l0"][:], state["bias_hh_l0"][:] = 0.25, 0.5
        np.testing.assert_array_equal(from_torch(network, state)[2], 0.75)


def test_torchs_gru_has_the_order_r_z_n_and_both_rows_of_the_bias():
    kernel, recurrent_kernel, bias = draw("gru after")
    state = to_torch("gru", [kernel, recurrent_kernel, bias])
    z, r, h = slice(0, 4), slice(4, 8), slice(8, 12)
    for ours, theirs in [(kernel, "weight_ih_l0"), (recurrent_kernel, "weight_hh_l0")]:
        np.testing.assert_array_equal(state[theirs][:4], ours[:, r].T)
        np.testing.assert_array_equal(state[theirs][4:8], ours[:, z].T)
        np.testing.assert_array_equal(state[theirs][8:], ours[:, h].T)
    np.testing.assert_array_equal(
        state["bias_ih_l0"], bias[0][[*range(4, 8), *range(4), *range(8, 12)]]
    )
    np.testing.assert_array_equal(state["bias_hh_l0"][8:], bias[1][8:])


@pytest.mark.parametrize("network", ["rnn", "lstm", "gru after"])
def test_a_bidirectional_layer_has_six_weights_and_torch_a_reverse_set(network):
    kind, weights = NETWORKS[network][0], draw(network) + draw(network, seed=1)
    state = to_torch(kind, weights, layer=2)
    assert [name for name in state if name.endswith("_l2_reverse")] == list(state)[4:]
    assert_equal(
        [state[name] for name in list(state)[4:]],
        list(to_torch(kind, draw(network, seed=1)).values()),
    )
    assert_equal(from_torch(kind, state, layer=2), weights)
    # The state of a module holds its other layers too.
    several = {**to_torch(kind, draw(network, seed=2)), **state}
    assert_equal(from_torch(kind, several), draw(network, seed=2))
    assert_equal(from_torch(kind, several, layer=2), weights)


def test_blocks_are_moved_by_their_letters():
    array = np.arange(8.0).reshape(1, 8)
    np.testing.assert_array_equal(reorder_blocks(array, "ifco", "ocif"), [[6, 7, 4, 5, 0, 1, 2, 3]])
    np.testing.assert_array_equal(array, [np.arange(8.0)])


@given(target=st.permutations("ifco"), seed=st.integers(0, 10**6))
@fast
def test_blocks_come_back_from_every_order(target, seed):
    for array in draw("lstm", seed=seed):
        moved = reorder_blocks(array, "ifco", target)
        np.testing.assert_array_equal(reorder_blocks(moved, target, "ifco"), array)


def gru(form, x_t, h_prev, kernel, recurrent_kernel, bias):
    """One step of each form of the GRU, from its gates and its equation of h_t."""
    gates = gru_gates if form[0] == "before" else gru_gates_reset_after
    z_t, _, h_tilde, *_ = gates(x_t, h_prev, kernel, recurrent_kernel, bias)
    new, old = (z_t, 1 - z_t) if form[1] == "takes" else (1 - z_t, z_t)
    return old * h_prev + new * h_tilde


@pytest.mark.parametrize("source", FORMS)
@pytest.mark.parametrize("z", ["keeps", "takes"])
def test_a_changed_gru_computes_the_same(source, z):
    x_t, h_prev = draw_inputs()
    weights = draw(f"gru {source[0]}")
    target = (source[0], z)
    changed = change_gru(weights, source, target)
    np.testing.assert_allclose(
        gru(target, x_t, h_prev, *changed), gru(source, x_t, h_prev, *weights), rtol=1e-12
    )
    assert_equal(change_gru(changed, target, source), weights)
    for weight in changed:
        weight += 1
    assert_equal(weights, draw(f"gru {source[0]}"))


def test_the_step_of_the_lessons_is_the_form_before_takes():
    arguments = (*draw_inputs(), *draw("gru before"))
    np.testing.assert_allclose(
        gru_step(*arguments), gru(("before", "takes"), *arguments), rtol=1e-12
    )


@pytest.mark.parametrize("source, target", [("before", "after"), ("after", "before")])
@pytest.mark.parametrize("z", ["keeps", "takes"])
def test_no_weights_move_the_reset_to_the_other_side_of_the_product(source, target, z):
    with pytest.raises(ValueError, match="differ unless W is diagonal") as caught:
        change_gru(draw(f"gru {source}"), (source, "keeps"), (target, z))
    assert f'reset "{source}" the product has no weights with the reset "{target}"' in str(
        caught.value
    )


def test_the_two_resets_are_the_same_for_a_diagonal_matrix_and_only_for_one():
    rng = np.random.default_rng(0)
    r, h, W = rng.standard_normal((2, 4)), rng.standard_normal((2, 4)), rng.standard_normal((4, 4))
    diagonal = np.diag(np.diag(W))
    np.testing.assert_allclose((r * h) @ diagonal, r * (h @ diagonal), rtol=1e-12)
    assert np.abs((r * h) @ W - r * (h @ W)).max() > 0.1
