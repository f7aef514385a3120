"""What the exercise rnn-limits draws: sizes, entries, states, scores."""

import numpy as np
import pytest

from grader.exercises import load_exercise
from tests.exercises.drawn import draw
from unrolled.clipping import global_norm

SEEDS = range(20)
EXERCISE = load_exercise("rnn-limits")
WITH_BATCH = [each for each in EXERCISE.questions if each.name != "clip_by_global_norm"]
OVER_TIME = [EXERCISE.question(name) for name in ("rnn_sequence", "rnn_backward", "gradient_norms")]
# These are computed; all other arrays are drawn in hundredths.
STATES = {"h_t", "hidden_states"}


WITH_STATES = ("rnn_step_backward", "rnn_backward", "gradient_norms")


def every(questions):
    return pytest.mark.parametrize("question", questions, ids=lambda question: question.name)


@every([each for each in EXERCISE.questions if each.name != "softmax_readout"])
def test_entries_are_of_order_one_never_zero_and_all_different(question):
    for seed in SEEDS:
        for case in draw(question, seed):
            for name, array in case.arguments.items():
                if name in {*STATES, "max_norm"}:
                    continue
                assert np.all(np.abs(array) >= 0.05), name
                assert np.all(np.abs(array) <= 4), name
                assert np.unique(array).size == array.size, name
                assert np.array_equal(array, array.round(2)), name


@every([EXERCISE.question(name) for name in WITH_STATES])
def test_states_are_those_of_a_tanh_and_few_of_them_are_at_its_ends(question):
    for seed in SEEDS:
        slopes = []
        for case in draw(question, seed):
            (name,) = STATES & case.arguments.keys()
            assert np.all(np.abs(case.arguments[name]) < 1)
            slopes.extend((1 - case.arguments[name] ** 2).ravel())
        assert np.mean(np.array(slopes) > 0.05) > 0.6


@every([each for each in EXERCISE.questions if each.name != "softmax_readout"])
def test_recurrent_weights_are_not_symmetric(question):
    for seed in SEEDS:
        for case in draw(question, seed):
            W_h = case.arguments.get("recurrent_kernel", case.arguments.get("drecurrent_kernel"))
            assert W_h.shape == (1, 1) or not np.allclose(W_h, W_h.T, atol=1e-3)


@every(WITH_BATCH)
def test_sizes_are_different_except_where_a_case_says_so(question):
    sizes = [sizes_of(case) for case in draw(question, 0)]
    assert any(size["batch"] == size["units"] for size in sizes)
    for special in "batch", "units":
        assert any(size[special] == 1 for size in sizes), special
    first = sizes[0]
    assert len(set(first.values())) == len(first)
    assert min(first.values()) > 1
    for size in sizes:
        assert size.get("features") not in (size["batch"], size["units"])


@every(OVER_TIME)
def test_sequences_are_long_and_short(question):
    lengths = [sizes_of(case)["time"] for case in draw(question, 0)]
    assert 1 in lengths
    assert max(lengths) >= 5


def test_sequences_start_with_and_without_a_state():
    cases = draw(EXERCISE.question("rnn_sequence"), 0)
    without = [case for case in cases if "h_0" not in case.arguments]
    assert 0 < len(without) < len(cases)
    assert all("no initial state given" in case.description for case in without)


def test_scores_are_such_that_a_softmax_as_written_fails():
    question = EXERCISE.question("softmax_readout")
    for seed in SEEDS:
        special = {}
        for case in draw(question, seed):
            h_t, W_y, b_y = case.arguments.values()
            scores = h_t @ W_y + b_y
            assert np.array_equal(scores, np.float32(scores)) == case.description.count("scores"), (
                case
            )
            special[case.description.partition("classes, ")[2]] = scores
        del special[""]
        above, below, mixed, apart = special.values()
        assert above.min() > 900
        assert below.max() < -900
        assert np.any(mixed.min(axis=1) > 750) and np.any(mixed.max(axis=1) < -750)
        assert np.ptp(apart, axis=1).max() > 750
        # Not one class alone: the probabilities differ from those of another wrong answer.
        for scores in above, below, mixed:
            assert np.ptp(scores - scores.max(axis=1, keepdims=True), axis=1).max() < 20


def test_gradients_are_longer_and_shorter_than_the_limit_and_each_array_is_shorter():
    for seed in SEEDS:
        found = set()
        for case in draw(EXERCISE.question("clip_by_global_norm"), seed):
            *gradients, max_norm = case.arguments.values()
            norm = global_norm(gradients)
            longest = max(global_norm([gradient]) for gradient in gradients)
            assert ("longer" in case.description) == (norm > max_norm)
            assert abs(norm / max_norm - 1) > 0.02
            found.add((norm > max_norm, longest > max_norm))
        assert {(True, True), (True, False), (False, False)} <= found


def sizes_of(case):
    arguments = case.arguments
    first = next(
        arguments[name] for name in ("h_prev", "hidden_states", "x", "h_t") if name in arguments
    )
    sizes = {"batch": first.shape[0]}
    if first.ndim == 3:
        sizes["time"] = first.shape[1]
    if "kernel" in arguments:
        sizes["features"] = len(arguments["kernel"])
    square = arguments.get("recurrent_kernel", arguments.get("W_y"))
    return {**sizes, "units": len(square)}
