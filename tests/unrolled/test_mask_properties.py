"""What a mask must do in every recurrent layer, and how two directions are merged."""

import numpy as np
from hypothesis import strategies as st
from layer_cases import (
    assert_close,
    every_kind,
    every_recurrent,
    for_all,
    run,
    sizes,
)

from unrolled.layers import Bidirectional


@every_kind
@for_all(sizes)
def test_masked_steps_might_as_well_be_absent(kind, s):
    layer, states, mask = s.layer(kind), s.states(kind), s.mask
    mask[:, -1] |= ~mask.any(axis=1)  # rows without any step have a test of their own
    outputs = layer(s.x, states, mask=mask)
    doutputs = s.doutputs(outputs)
    doutputs[0][~mask] = 0
    whole = run(layer, s.x, states, mask, doutputs)
    total = [np.zeros_like(d) for d in whole.dweights]
    for b, real in enumerate(mask):
        one = slice(b, b + 1)
        row_states, row_doutputs = [[a[one] for a in arrays] for arrays in (states, doutputs)]
        row_doutputs[0] = row_doutputs[0][:, real]
        row = run(layer, s.x[one, real], row_states, None, row_doutputs)
        assert_close([row.outputs[0][0], row.dx[0]], [whole.outputs[0][b, real], whole.dx[b, real]])
        of_states = [*whole.outputs[1:], *whole.dstates]
        assert_close([*row.outputs[1:], *row.dstates], [value[one] for value in of_states])
        total = list(map(np.add, total, row.dweights))
    assert_close(total, whole.dweights)


@every_kind
@for_all(sizes)
def test_what_stands_in_masked_steps_has_no_effect(kind, s):
    layer, states, mask = s.layer(kind), s.states(kind), s.mask
    other = np.where(mask[..., np.newaxis], s.x, 50 * s.draw(*s.x.shape, nth=50))
    first = run(layer, s.x, states, mask, s.doutputs)
    second = run(layer, other, states, mask, s.doutputs)
    for value, right in zip(second.values(), first.values(), strict=True):
        np.testing.assert_array_equal(value, right)
    assert not first.dx[~mask].any()


@every_recurrent
@for_all(sizes, st.booleans())
def test_the_output_of_a_masked_step_is_the_state_before_it_or_zero(kind, s, zeros):
    layer = s.layer(kind, zero_output_for_mask=zeros)
    outputs, *_ = layer(s.x, s.states(kind), mask=s.mask)
    for b, t in np.argwhere(~s.mask):
        before = outputs[b, t - 1] if t else s.states(kind)[0][b]
        np.testing.assert_array_equal(outputs[b, t], 0 if zeros else before)
    plain, *_ = s.layer(kind)(s.x, s.states(kind), mask=s.mask)
    np.testing.assert_array_equal(outputs[s.mask], plain[s.mask])


@every_recurrent
@for_all(sizes)
def test_a_row_without_any_step_hands_its_states_and_their_gradients_through(kind, s):
    layer, states = s.layer(kind), s.states(kind)
    empty = s.draw(s.batch, nth=60) > 0
    mask = s.mask
    mask[empty] = False
    result = run(layer, s.x, states, mask, s.doutputs)
    dhidden_states, *dlast = s.doutputs(result.outputs)
    dlast[0] = dlast[0] + dhidden_states.sum(axis=1)  # every output of such a row is its state
    expected = [*states, *dlast]
    values = [*result.outputs[1:], *result.dstates]
    assert_close([value[empty] for value in values], [value[empty] for value in expected])
    assert not result.dx[empty].any()
    if not empty.all():
        rest = [d[~empty] for d in s.doutputs(result.outputs)]
        others = run(layer, s.x[~empty], [h[~empty] for h in states], mask[~empty], rest)
        assert_close(others.dweights, result.dweights)


@every_recurrent
@for_all(sizes)
def test_a_mask_of_real_steps_is_no_mask(kind, s):
    layer, all_real = s.layer(kind), np.full((s.batch, s.time), True)
    masked = run(layer, s.x, s.states(kind), all_real, s.doutputs)
    assert_close(masked.values(), run(layer, s.x, s.states(kind), None, s.doutputs).values())


MERGED = {
    "concat": lambda f, b: [np.concatenate([f, b], axis=-1)],
    "sum": lambda f, b: [f + b],
    "mul": lambda f, b: [f * b],
    "ave": lambda f, b: [0.5 * f + 0.5 * b],
    None: lambda f, b: [f, b],
}
PARTS = {  # the gradients of both halves, from those of what they were merged to
    "concat": lambda f, b, d: (d[..., : f.shape[-1]], d[..., f.shape[-1] :]),
    "sum": lambda f, b, d: (d, d),
    "mul": lambda f, b, d: (d * b, d * f),
    "ave": lambda f, b, d: (d / 2, d / 2),
    None: lambda f, b, *d: d,
}


@every_recurrent
@for_all(sizes, st.sampled_from(list(MERGED)), st.booleans(), st.booleans(), examples=20)
def test_two_directions_are_two_layers_merged_by_hand(kind, s, merge_mode, masked, every):
    options, mask = {"return_sequences": every}, s.mask if masked else None
    halves = [
        s.layer(kind, go_backwards=backwards, zero_output_for_mask=every, **options)
        for backwards in (False, True)
    ]
    halves[1].set_weights([weight + 0.1 for weight in halves[0].get_weights()])
    both = Bidirectional(s.layer(kind, **options), merge_mode=merge_mode)
    both.set_weights([weight for half in halves for weight in half.get_weights()])
    one = s.states(kind)
    states = [one, [2 * state for state in one]]
    turn = (lambda y: y[:, ::-1]) if every else (lambda y: y)

    (f, *f_last), (b, *b_last) = (
        half(s.x, start, mask=mask, training=True)
        for half, start in zip(halves, states, strict=True)
    )
    merged = run(both, s.x, states[0] + states[1], mask, s.doutputs)
    (*doutputs,) = s.doutputs(merged.outputs)
    count = len(MERGED[merge_mode](f, b))
    df, db = PARTS[merge_mode](f, turn(b), *doutputs[:count])
    dlast = doutputs[count:]
    dx_f, *df_start = halves[0].backward(df, *dlast[: len(one)])
    dx_b, *db_start = halves[1].backward(turn(db), *dlast[len(one) :])
    expected = [*MERGED[merge_mode](f, turn(b)), *f_last, *b_last]
    expected += [dx_f + dx_b, *df_start, *db_start, *halves[0].gradients, *halves[1].gradients]
    assert_close(merged.values(), expected)
