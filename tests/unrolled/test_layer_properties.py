"""What must hold for every recurrent layer, whatever the sizes, weights and data are."""

import numpy as np
from hypothesis import strategies as st
from layer_cases import (
    RECURRENT,
    Sizes,
    as_tuple,
    assert_close,
    every_kind,
    every_recurrent,
    for_all,
    longer,
    run,
    sizes,
)

from unrolled.gradcheck import check_gradients
from unrolled.unroll import unroll


def mask_or_none(s, masked):
    return s.mask if masked else None


@every_recurrent
@for_all(sizes)
def test_a_layer_is_its_readable_step_in_a_loop(kind, s):
    layer, states = s.layer(kind), s.states(kind)
    whole = run(layer, s.x, states, doutputs=s.doutputs)
    dhidden_states, *dstates = s.doutputs(whole.outputs)

    _, step, step_backward = RECURRENT[kind]
    weights, before = layer.get_weights(), [tuple(states)]
    hidden_states, last = unroll(step, s.x, states, weights)
    for t in range(s.time - 1):
        before.append(as_tuple(step(s.x[:, t], *before[-1], *weights)))
    dx, dweights = np.zeros_like(s.x), [np.zeros_like(weight) for weight in weights]
    for t in reversed(range(s.time)):
        dstates[0] = dstates[0] + dhidden_states[:, t]
        dx[:, t], *rest = step_backward(*dstates, s.x[:, t], *before[t], *weights)
        dstates, parts = rest[: len(states)], rest[len(states) :]
        dweights = [total + part for total, part in zip(dweights, parts, strict=True)]
    assert_close(whole.values(), [hidden_states, *last, dx, *dstates, *dweights])


OPTIONS = st.fixed_dictionaries(
    {
        "return_sequences": st.booleans(),
        "return_state": st.booleans(),
        "zero_output_for_mask": st.booleans(),
        "dropout": st.sampled_from([0.0, 0.4]),
        "recurrent_dropout": st.sampled_from([0.0, 0.3]),
    }
)


@every_kind
@for_all(sizes, st.booleans(), OPTIONS, examples=20)
def test_backward_is_the_gradient_of_the_call(kind, s, masked, options):
    states, weights = s.states(kind), s.layer(kind).get_weights()
    arrays = [s.x, *states, *weights]
    latest = []

    def forward(x, *rest):
        layer = s.layer(kind, rng=s.seed, **options)  # anew, so that dropout draws the same again
        layer.set_weights(list(rest[len(states) :]))
        latest[:] = [layer]
        given = list(rest[: len(states)])
        return layer(x, given, mask=mask_or_none(s, masked), training=True)

    def backward(*given):
        forward(*given[-len(arrays) :])
        return *latest[0].backward(*given[: -len(arrays)]), *latest[0].gradients

    names = ["x", *(f"state {n}" for n in range(len(states)))]
    names += [f"weight {n}" for n in range(len(weights))]
    check_gradients(forward, backward, dict(zip(names, arrays, strict=True)), rng=s.seed)


@every_kind
@for_all(sizes)
def test_dropout_is_for_training_alone(kind, s):
    layer = s.layer(kind, dropout=0.5, recurrent_dropout=0.5)
    assert_close(layer(s.x), s.layer(kind)(s.x))


@every_recurrent
@for_all(sizes)
def test_dropout_drops_the_same_features_at_every_step_and_scales_the_others(kind, s):
    dropped = run(s.layer(kind, dropout=0.25), s.x, doutputs=s.doutputs)
    factor = (dropped.dx != 0).any(axis=1, keepdims=True) / 0.75  # (B, 1, F)
    plain = run(s.layer(kind), s.x * factor, doutputs=s.doutputs)
    assert_close(dropped.values(), [*plain.outputs, plain.dx * factor, *plain.dweights])


@for_all(sizes)
def test_recurrent_dropout_does_the_same_to_the_state(s):
    x, states = s.x[:, :1], s.states("SimpleRNN")
    dropped = run(s.layer("SimpleRNN", recurrent_dropout=0.25), x, states, doutputs=s.doutputs)
    factor = (dropped.dstates[0] != 0) / 0.75
    plain = s.layer("SimpleRNN")(x, [states[0] * factor])
    assert_close(dropped.outputs, plain)


@every_recurrent
def test_dropout_draws_anew_for_each_row_and_each_call(kind):
    s = Sizes(batch=40, time=2, features=25, units=30, seed=0)
    layer = s.layer(kind, dropout=0.3, recurrent_dropout=0.0)
    runs = [run(layer, s.x, s.states(kind), doutputs=s.doutputs) for _ in range(2)]
    patterns = np.concatenate([one.dx[:, 0] == 0 for one in runs])
    assert len(np.unique(patterns, axis=0)) == 80
    assert 0.27 < patterns.mean() < 0.33


@every_recurrent
def test_recurrent_dropout_draws_anew_for_each_row_and_each_call(kind):
    s = Sizes(batch=40, time=1, features=3, units=30, seed=0)
    layer, alike = s.layer(kind, recurrent_dropout=0.3), [np.ones((40, 30))] * len(s.states(kind))
    x = np.ones((40, 1, 3))
    outputs = np.concatenate([layer(x, alike, training=True)[0][:, 0] for _ in range(2)])
    assert len(np.unique(outputs, axis=0)) == 80


@every_recurrent
@for_all(sizes, st.booleans())
def test_going_backwards_is_reading_the_reversed_sequence(kind, s, masked):
    states, mask = s.states(kind), mask_or_none(s, masked)
    turned_mask = None if mask is None else mask[:, ::-1]
    turned = run(s.layer(kind), s.x[:, ::-1], states, turned_mask, s.doutputs)
    turned.dx = turned.dx[:, ::-1]
    backwards = run(s.layer(kind, go_backwards=True), s.x, states, mask, s.doutputs)
    assert_close(backwards.values(), turned.values())


@every_recurrent
@for_all(longer, st.data(), st.booleans())
def test_two_pieces_with_the_state_handed_over_are_the_whole(kind, s, data, masked):
    cut, mask = data.draw(st.integers(1, s.time - 1)), mask_or_none(s, masked)
    whole = run(s.layer(kind), s.x, s.states(kind), mask, s.doutputs)
    dhidden_states, *dlast = s.doutputs(whole.outputs)
    head, tail = s.layer(kind), s.layer(kind)
    mask_of = (None, None) if mask is None else (mask[:, :cut], mask[:, cut:])
    y_head, *carried = head(s.x[:, :cut], s.states(kind), mask=mask_of[0], training=True)
    y_tail, *last = tail(s.x[:, cut:], carried, mask=mask_of[1], training=True)
    dx_tail, *dcarried = tail.backward(dhidden_states[:, cut:], *dlast)
    dx_head, *dstates = head.backward(dhidden_states[:, :cut], *dcarried)
    joined = [np.concatenate(pair, axis=1) for pair in [(y_head, y_tail), (dx_head, dx_tail)]]
    dweights = map(np.add, head.gradients, tail.gradients)
    assert_close([joined[0], *last, joined[1], *dstates, *dweights], whole.values())


@every_kind
@for_all(longer, st.data(), st.booleans())
def test_a_stateful_layer_hands_its_states_over_itself(kind, s, data, masked):
    cut, mask = data.draw(st.integers(1, s.time - 1)), s.mask if masked else np.full_like(s.mask, 1)
    stateful, by_hand = s.layer(kind, stateful=True), s.layer(kind)
    for _ in range(2):  # the second time after reset_state
        first = by_hand(s.x[:, :cut], mask=mask[:, :cut])
        of_stateful = stateful(s.x[:, :cut], mask=mask[:, :cut])
        assert_close(of_stateful, first)
        for value in of_stateful:
            value[...] = 7  # what was returned belongs to the caller alone
        states = first[-len(s.states(kind)) :]
        handed = run(by_hand, s.x[:, cut:], list(states), mask[:, cut:], s.doutputs)
        handed.dstates = []  # what comes before the call has no gradient in a stateful layer
        itself = run(stateful, s.x[:, cut:], None, mask[:, cut:], s.doutputs)
        assert_close(itself.values(), handed.values())
        stateful.reset_state()


@every_kind
@for_all(sizes)
def test_a_call_does_not_depend_on_earlier_calls(kind, s):
    layer = s.layer(kind)
    first = run(layer, s.x, s.states(kind), s.mask, s.doutputs)
    run(layer, s.draw(2, 3, s.features), doutputs=s.doutputs)
    layer(s.draw(1, 2, s.features))
    again = run(layer, s.x, s.states(kind), s.mask, s.doutputs)
    for value, right in zip(again.values(), first.values(), strict=True):
        np.testing.assert_array_equal(value, right)


@every_kind
@for_all(sizes, st.booleans())
def test_the_order_of_the_batch_is_the_order_of_the_results(kind, s, masked):
    order, mask = np.random.default_rng(s.seed).permutation(s.batch), mask_or_none(s, masked)
    states, layer = s.states(kind), s.layer(kind)
    straight = run(layer, s.x, states, mask, s.doutputs)
    doutputs = [d[order] for d in s.doutputs(straight.outputs)]
    mixed_mask = None if mask is None else mask[order]
    mixed = run(layer, s.x[order], [state[order] for state in states], mixed_mask, doutputs)
    of_rows = [*straight.outputs, straight.dx, *straight.dstates]
    expected = [*(value[order] for value in of_rows), *straight.dweights]
    assert_close(mixed.values(), expected)


@every_kind
@for_all(sizes, st.booleans())
def test_a_batch_is_its_rows_one_by_one(kind, s, masked):
    states, layer, mask = s.states(kind), s.layer(kind), mask_or_none(s, masked)
    whole = run(layer, s.x, states, mask, s.doutputs)
    doutputs, total = s.doutputs(whole.outputs), [np.zeros_like(d) for d in whole.dweights]
    for b in range(s.batch):
        one = slice(b, b + 1)
        row_mask = None if mask is None else mask[one]
        row_states, row_doutputs = [[a[one] for a in arrays] for arrays in (states, doutputs)]
        row = run(layer, s.x[one], row_states, row_mask, row_doutputs)
        of_rows = [*whole.outputs, whole.dx, *whole.dstates]
        assert_close([*row.outputs, row.dx, *row.dstates], [value[one] for value in of_rows])
        total = list(map(np.add, total, row.dweights))
    assert_close(total, whole.dweights)


@every_kind
@for_all(sizes, st.booleans(), st.floats(-2, 2))
def test_backward_is_linear_in_the_gradients_it_is_given(kind, s, masked, factor):
    layer = s.layer(kind)
    outputs = layer(s.x, s.states(kind), mask=mask_or_none(s, masked), training=True)
    one, other = s.doutputs(outputs), s.doutputs(outputs, nth=40)

    def back(doutputs):
        return [*layer.backward(*doutputs), *layer.gradients]

    ones, others = back(one), back(other)
    both = back([factor * a + b for a, b in zip(one, other, strict=True)])
    assert_close(both, [factor * a + b for a, b in zip(ones, others, strict=True)])
    zeros = back([None for _ in outputs])
    assert all(not np.any(value) for value in zeros)


@every_kind
@for_all(sizes, st.booleans(), st.sampled_from([0.0, 0.3]))
def test_float32_in_gives_float32_out(kind, s, masked, rate):
    states, mask = s.states(kind), mask_or_none(s, masked)
    options = {"dropout": rate, "recurrent_dropout": rate}

    def single(values):
        return [value.astype(np.float32) for value in values]

    exact = run(s.layer(kind, **options), s.x, states, mask, s.doutputs)
    doutputs = single(s.doutputs(exact.outputs))
    layer = s.layer(kind, **options)  # anew, so that dropout draws the same again
    rough = run(layer, s.x.astype(np.float32), single(states), mask, doutputs)
    assert {value.dtype for value in rough.values()} == {np.dtype(np.float32)}
    assert {value.dtype for value in exact.values()} == {np.dtype(np.float64)}
    assert_close(rough.values(), exact.values(), rtol=1e-3, atol=1e-4)


@every_kind
@for_all(sizes)
def test_nobody_writes_into_what_belongs_to_another(kind, s):
    layer, x, states, mask = s.layer(kind), s.x, s.states(kind), s.mask
    right = run(layer, x, states, mask, s.doutputs)
    doutputs = s.doutputs(right.outputs)
    for array in (x, mask, *states, *doutputs):
        array.flags.writeable = False  # a write raises ValueError
    outputs = layer(x, states, mask=mask, training=True)
    for array in (x, mask, *states):
        array.flags.writeable = True
    # What the layer was given and what it returned may change before backward is called.
    for array in (x, mask, *states, *outputs, *layer.weights):
        array[...] = 7
    for _ in range(2):
        dx, *dstates = layer.backward(*doutputs)
        dweights = layer.gradients
        assert_close([dx, *dstates, *dweights], [right.dx, *right.dstates, *right.dweights])
        for value in (dx, *dstates, *dweights):
            value[...] = 7


@every_recurrent
@for_all(sizes, st.booleans(), st.booleans(), st.booleans())
def test_the_last_output_is_the_last_of_all(kind, s, masked, go_backwards, zeros):
    options = {"go_backwards": go_backwards, "zero_output_for_mask": zeros}
    states, mask = s.states(kind), mask_or_none(s, masked)
    every, *last = s.layer(kind, **options)(s.x, states, mask=mask)
    if not (masked and zeros):
        np.testing.assert_array_equal(every[:, -1], last[0])
    final = s.layer(kind, return_sequences=False, **options)(s.x, states, mask=mask)
    assert_close(final, [every[:, -1], *last])
    alone = s.layer(kind, return_sequences=False, return_state=False, **options)
    assert_close([alone(s.x, states, mask=mask)], [every[:, -1]])
