"""The fast path agrees with the readable steps, whoever computes and on how many threads."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled import sweeps
from unrolled.gru import (
    gru_step,
    gru_step_backward,
    gru_step_reset_after,
    gru_step_reset_after_backward,
)
from unrolled.lstm import lstm_step, lstm_step_backward
from unrolled.rnn import rnn_step, rnn_step_backward
from unrolled.step_sweep import StepSweep
from unrolled.sweeps import accelerator, rational_tanh, threads

TOLERANCES = {np.float64: (1e-11, 1e-13), np.float32: (1e-4, 5e-6)}  # relative, absolute


@dataclass(frozen=True)
class Kind:
    fast: object
    readable: StepSweep
    gates: int
    states: int = 1
    bias_rows: tuple = ()


def rnn_backward(dh_t, x_t, h_prev, kernel, recurrent_kernel, bias):
    h_t = rnn_step(x_t, h_prev, kernel, recurrent_kernel, bias)
    return rnn_step_backward(dh_t, x_t, h_prev, h_t, kernel, recurrent_kernel)


KINDS = {
    "rnn": Kind(sweeps.RNN, StepSweep(rnn_step, rnn_backward), gates=1),
    "lstm": Kind(sweeps.LSTM, StepSweep(lstm_step, lstm_step_backward), gates=4, states=2),
    "gru": Kind(
        sweeps.GRU_RESET_AFTER,
        StepSweep(gru_step_reset_after, gru_step_reset_after_backward),
        gates=3,
        bias_rows=(2,),
    ),
    "gru reset before": Kind(
        sweeps.GRU_RESET_BEFORE, StepSweep(gru_step, gru_step_backward), gates=3
    ),
}
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
every_dtype = pytest.mark.parametrize("dtype", [np.float64, np.float32])
sizes = st.integers(1, 5)


@pytest.fixture(params=["numpy", "numba"])
def who_computes(request):
    sweeps.use_accelerator(request.param)
    yield request.param
    sweeps.use_accelerator("numpy")


@pytest.fixture
def parts_of_one_sample(monkeypatch):
    """Share even the smallest work among three threads."""
    monkeypatch.setattr(threads, "TOO_SMALL_TO_SHARE", 0)
    monkeypatch.setattr(threads, "WORTH_A_THREAD", 1)
    monkeypatch.setattr(threads, "_threads", 3)


def draw(kind, dtype, B=3, T=5, F=4, U=7, seed=0, masked=False, dropped=False):
    """Return the arguments of forward, and the upstream gradients."""
    rng = np.random.default_rng(seed)

    def normal(*shape):
        return rng.standard_normal(shape).astype(dtype)

    columns = kind.gates * U
    weights = [normal(F, columns), normal(U, columns), normal(*kind.bias_rows, columns)]
    arguments = {
        "x": normal(B, T, F),
        "states": tuple(normal(B, U) for _ in range(kind.states)),
        "weights": weights,
        "mask": rng.random((B, T)) < 0.6 if masked else None,
        "state_factor": 2 * (normal(kind.gates, B, U) > 0).astype(dtype) if dropped else None,
    }
    return arguments, (normal(B, T, U), tuple(normal(B, U) for _ in range(kind.states)))


def run(sweep, arguments, upstream):
    """Return everything that a sweep computes, by name."""
    hidden_states, last_states, tape = sweep.forward(**arguments, keep=True)
    dx, dstates, dweights = sweep.backward(*upstream, tape)
    names = ("dkernel", "drecurrent_kernel", "dbias")
    return {
        "hidden_states": hidden_states,
        **{f"last state {i}": state for i, state in enumerate(last_states)},
        "dx": dx,
        **{f"dstate {i}": dstate for i, dstate in enumerate(dstates)},
        **dict(zip(names, dweights, strict=True)),
    }


def assert_agree(kind, arguments, upstream, dtype, size_of_x=1):
    rtol, atol = TOLERANCES[dtype]
    fast, readable = (run(s, arguments, upstream) for s in (kind.fast, kind.readable))
    assert fast.keys() == readable.keys()
    for name, value in fast.items():
        assert value.dtype == dtype, name
        np.testing.assert_allclose(
            value, readable[name], rtol, atol * size_of_x, strict=True, err_msg=name
        )


@every_kind
@every_dtype
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("dropped", [False, True])
def test_a_fast_sweep_agrees_with_the_readable_steps(kind, dtype, masked, dropped, who_computes):
    assert_agree(kind, *draw(kind, dtype, masked=masked, dropped=dropped), dtype)


@every_kind
@every_dtype
@pytest.mark.parametrize("masked, dropped", [(False, False), (True, True)])
@pytest.mark.usefixtures("parts_of_one_sample")
def test_threads_change_nothing(kind, dtype, masked, dropped, who_computes):
    assert_agree(kind, *draw(kind, dtype, B=4, masked=masked, dropped=dropped), dtype)


@every_kind
@given(B=st.integers(0, 5), T=sizes, F=sizes, U=sizes, seed=st.integers(0, 10**6))
@settings(deadline=None, max_examples=30, derandomize=True)
def test_any_sizes_agree(kind, B, T, F, U, seed):
    assert_agree(kind, *draw(kind, np.float64, B, T, F, U, seed, masked=True), np.float64)


@every_kind
@every_dtype
def test_large_pre_activations_agree_and_warn_of_nothing(kind, dtype, who_computes):
    arguments, upstream = draw(kind, dtype)
    assert_agree(kind, {**arguments, "x": 1000 * arguments["x"]}, upstream, dtype, size_of_x=1000)


@every_kind
def test_no_argument_is_changed(kind, who_computes):
    arguments, (dhidden_states, dlast_states) = draw(kind, np.float32, masked=True, dropped=True)
    given = [
        arguments["x"],
        *arguments["states"],
        *arguments["weights"],
        arguments["mask"],
        arguments["state_factor"],
        dhidden_states,
        *dlast_states,
    ]
    before = [array.copy() for array in given]
    run(kind.fast, arguments, (dhidden_states, dlast_states))
    for array, right in zip(given, before, strict=True):
        np.testing.assert_array_equal(array, right)


@every_kind
def test_a_tape_can_be_gone_back_twice(kind, who_computes):
    arguments, upstream = draw(kind, np.float32, masked=True)
    tape = kind.fast.forward(**arguments, keep=True)[2]
    first, second = (kind.fast.backward(*upstream, tape) for _ in range(2))
    for one, other in zip(first[2], second[2], strict=True):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(first[0], second[0])


@every_kind
def test_nothing_is_kept_unless_asked_for(kind):
    arguments, _ = draw(kind, np.float64)
    assert kind.fast.forward(**arguments)[2] is None


@every_kind
def test_not_a_number_stays_one(kind, who_computes):
    """A training run that has failed must not look as if it had not."""
    arguments, _ = draw(kind, np.float32)
    arguments["weights"][1][0, 0] = np.nan
    assert np.isnan(kind.fast.forward(**arguments)[0]).any()


def test_the_rational_tanh_is_as_exact_as_float32():
    a = np.linspace(-rational_tanh.LARGEST, rational_tanh.LARGEST, 100_001)
    s = a**2
    numerator = np.polynomial.Polynomial(rational_tanh.NUMERATOR)(s)
    error = np.abs(a * numerator / np.polynomial.Polynomial(rational_tanh.DENOMINATOR)(s))
    error = np.abs(error - np.abs(np.tanh(a)))
    assert error.max() < np.finfo(np.float32).eps / 8
    assert 1 - np.tanh(rational_tanh.LARGEST) < 2 * np.finfo(np.float32).eps
    np.testing.assert_allclose(rational_tanh.ERROR, 0, atol=1e-8)


def test_numba_really_computes_float32_and_numpy_float64():
    sweeps.use_accelerator("numba")
    try:
        assert hasattr(accelerator.function("lstm_forward", np.dtype("f4")), "py_func")
        assert not hasattr(accelerator.function("lstm_forward", np.dtype("f8")), "py_func")
    finally:
        sweeps.use_accelerator("numpy")
    assert not hasattr(accelerator.function("lstm_forward", np.dtype("f4")), "py_func")


def test_an_unknown_accelerator_is_refused():
    with pytest.raises(ValueError, match='must be "numpy" or "numba", but it is \'cupy\''):
        sweeps.use_accelerator("cupy")


def test_a_missing_numba_is_named_with_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "unrolled.sweeps.compiled", None)
    with pytest.raises(ImportError, match="pip install numba"):
        sweeps.use_accelerator("numba")


@pytest.mark.parametrize("number", [0, -1, 1.5, "two"])
def test_a_number_of_threads_that_makes_no_sense_is_refused(number):
    with pytest.raises(ValueError, match="threads must be a positive whole number"):
        sweeps.use_threads(number)


def test_the_number_of_threads_reaches_the_blas_library():
    before = threads._threads
    try:
        sweeps.use_threads(1)
        assert {pool["num_threads"] for pool in threads._blas().info()} == {1}
        assert threads._threads == 1
    finally:
        sweeps.use_threads(before)


@pytest.mark.parametrize(
    "batch, size, parts", [(1, 10, 1), (4, 2**16, 1), (64, 2**18, 3), (2, 2**30, 2), (0, 2**30, 1)]
)
def test_only_large_products_are_shared_and_every_sample_once(batch, size, parts, monkeypatch):
    monkeypatch.setattr(threads, "_threads", 3)
    seen = []
    threads.each_part(batch, size, lambda rows: seen.append(range(batch)[rows]))
    assert len(seen) == parts
    assert sorted(sample for rows in seen for sample in rows) == list(range(batch))


@pytest.mark.usefixtures("parts_of_one_sample")
def test_an_error_in_a_thread_is_raised():
    def loop(rows):
        raise MemoryError("no room")

    with pytest.raises(MemoryError, match="no room"):
        threads.each_part(3, 10, loop)
