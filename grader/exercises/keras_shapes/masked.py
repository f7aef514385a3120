"""The question on a plain recurrent layer that leaves masked steps out."""

from dataclasses import dataclass

import numpy as np

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import Sizes, drawing, fused_weights, order_one
from unrolled import layers
from unrolled.rnn import rnn_step

_MASKS = "keras-masking"


@dataclass(frozen=True)
class Filled(Sizes):
    """The sizes of a case, and where its masked steps are."""

    masked: str = ""

    def describe(self):
        """Return the case in words."""
        return f"{super().describe()}, masked: {self.masked}"


_SIZES = (
    Filled(batch=3, time=5, features=2, units=4, masked="the ends of the sequences"),
    Filled(batch=2, time=4, features=3, units=5, masked="the beginnings of the sequences"),
    Filled(batch=2, time=5, features=3, units=4, masked="steps in the middle"),
    Filled(
        batch=4,
        time=3,
        features=1,
        units=2,
        initial_states=False,
        masked="the ends of the sequences",
    ),
    Filled(batch=3, time=4, features=2, units=3, masked="all steps of one sample"),
    Filled(batch=1, time=4, features=2, units=3, masked="steps in the middle"),
    Filled(batch=2, time=1, features=3, units=4, masked="all steps of one sample"),
    Filled(batch=2, time=3, features=4, units=1, masked="nothing"),
)


def _arguments(rng, sizes):
    state = {"h_0": order_one(rng, sizes.batch, sizes.units)} if sizes.initial_states else {}
    return {
        "x": order_one(rng, sizes.batch, sizes.time, sizes.features),
        "mask": _mask(rng, sizes),
        **fused_weights(rng, sizes, blocks=1),
        **state,
    }


def _mask(rng, sizes):
    """Draw a mask (batch, time), True where a step is real, with rows that differ."""
    samples, steps = np.arange(sizes.batch)[:, np.newaxis], np.arange(sizes.time)
    if sizes.masked == "the ends of the sequences":
        mask = steps < sizes.time - samples % sizes.time
    elif sizes.masked == "the beginnings of the sequences":
        mask = steps > samples
    elif sizes.masked == "steps in the middle":
        mask = steps != 1 + samples % (sizes.time - 2)
    elif sizes.masked == "all steps of one sample":
        mask = np.broadcast_to(samples > 0, (sizes.batch, sizes.time))
    else:
        mask = np.ones((sizes.batch, sizes.time), dtype=bool)
    return rng.permutation(mask)


def _reference(x, mask, kernel, recurrent_kernel, bias, h_0=None):
    layer = layers.SimpleRNN(len(bias), return_sequences=True, return_state=True)
    layer.set_weights([kernel, recurrent_kernel, bias])
    return layer(x, h_0, mask=mask)


def _given_or_zeros(zeros, h_0):
    return zeros if h_0 is None else h_0


def _held(real, new, old, h_0):
    return np.where(real, new, old)


def masked_in_parts(
    mask=lambda mask: mask,
    start=_given_or_zeros,
    see=lambda x_t, real: x_t,
    choose=_held,
    show=lambda real, new, chosen: chosen,
    last=lambda states, new, shown: states[-1],
):
    """Return a function for the question, made of six parts that a mistake can replace.

    ``mask`` changes the mask, ``start`` chooses the initial state, and ``see`` what the step
    reads. ``choose`` makes the state of the ``new`` and the ``old`` one, ``show`` makes the
    row of the sequence, and ``last`` the last state. ``real`` is one column of the mask.
    """
    change = mask

    def answer(x, mask, kernel, recurrent_kernel, bias, h_0=None):
        mask = change(mask)
        h_0 = start(np.zeros((len(x), len(recurrent_kernel))), h_0)
        states, news, shown = [h_0], [], []
        for t in range(x.shape[1]):
            real = mask[:, t, np.newaxis]
            new = rnn_step(see(x[:, t], real), states[-1], kernel, recurrent_kernel, bias)
            states.append(choose(real, new, states[-1], h_0))
            news.append(new)
            shown.append(show(real, new, states[-1]))
        return np.stack(shown, axis=1), last(states, news, shown)

    return answer


def _as_many_from_the_beginning(mask):
    return np.arange(mask.shape[1]) < mask.sum(axis=1, keepdims=True)


def _for_all_where(decide):
    return lambda mask: np.broadcast_to(decide(mask, axis=0), mask.shape)


MASKED_RNN = Question(
    name="masked_rnn",
    reference=_reference,
    outputs=(
        Output("hidden_states", ("batch", "time", "units")),
        Output("h_T", ("batch", "units")),
    ),
    draw=drawing(_arguments, _SIZES),
    lesson=_MASKS,
    hint=(
        "Give the function a mask that is True everywhere: it must then be a plain SimpleRNN. "
        "After that, look at one masked step of one sample: its row must repeat the state before "
        "it, and the other samples must go on."
    ),
    mistakes=(
        Mistake(
            "mask-ignored",
            masked_in_parts(choose=lambda real, new, old, h_0: new),
            "The mask changes nothing here: the filling is read like any other step. Where the "
            "mask is False, the state must stay what it was.",
            _MASKS,
        ),
        Mistake(
            "mask-inverted",
            masked_in_parts(mask=lambda mask: ~mask),
            "The mask is read the wrong way round: the real steps are left out, and the filling is "
            "read. True means that the step is real.",
            _MASKS,
        ),
        Mistake(
            "masked-rows-are-zero",
            masked_in_parts(show=lambda real, new, chosen: np.where(real, chosen, 0)),
            "The states are right, but the rows of masked steps are zeros. That is what "
            "Bidirectional does; a recurrent layer repeats its last state there.",
            _MASKS,
        ),
        Mistake(
            "state-set-to-zero",
            masked_in_parts(choose=lambda real, new, old, h_0: np.where(real, new, 0)),
            "A masked step sets the state to zero here, as with `mask * h`. So everything that was "
            "read before it is forgotten; the state must stay what it was.",
            _MASKS,
        ),
        Mistake(
            "state-set-to-the-initial-state",
            masked_in_parts(choose=lambda real, new, old, h_0: np.where(real, new, h_0)),
            "A masked step sets the state back to h_0 here. It must keep the state of the step "
            "before it.",
            _MASKS,
        ),
        Mistake(
            "input-set-to-zero",
            masked_in_parts(
                see=lambda x_t, real: np.where(real, x_t, 0),
                choose=lambda real, new, old, h_0: new,
            ),
            "Here only the input of a masked step is set to zero. The bias and the recurrent "
            "weights still change the state; a masked step must not change it at all.",
            _MASKS,
        ),
        Mistake(
            "last-state-of-the-unmasked-step",
            masked_in_parts(last=lambda states, new, shown: new[-1]),
            "The sequence is right, but your h_T is the result of the last step even where that "
            "step is masked. It must be the last row of the sequence.",
            _MASKS,
        ),
        Mistake(
            "last-state-zero-where-masked",
            masked_in_parts(
                show=lambda real, new, chosen: chosen * real,
                last=lambda states, new, shown: shown[-1],
            ),
            "The rows of masked steps are zeros, and h_T is the last row. So every sequence that "
            "is filled up at its end loses its result: repeat the state in masked rows.",
            _MASKS,
        ),
        Mistake(
            "filling-taken-to-be-at-the-end",
            masked_in_parts(mask=_as_many_from_the_beginning),
            "Here the real steps of each sample are counted, and as many are read from the "
            "beginning. A mask can be False at any step, at the beginning or in the middle too: "
            "look at the mask of each step.",
            _MASKS,
        ),
        Mistake(
            "stopped-at-the-first-masked-step",
            masked_in_parts(mask=lambda mask: np.logical_and.accumulate(mask, axis=1)),
            "Each sample stops at its first masked step here. Real steps may follow a masked one, "
            "and they are read again.",
            _MASKS,
        ),
        Mistake(
            "mask-of-the-first-sample",
            masked_in_parts(mask=lambda mask: np.broadcast_to(mask[0], mask.shape)),
            "The mask of the first sample is used for all. Each sample has a row of its own in the "
            "mask: use the column mask[:, t] with one more axis, (batch, 1).",
            _MASKS,
        ),
        Mistake(
            "left-out-if-any-is-masked",
            masked_in_parts(mask=_for_all_where(np.all)),
            "A step is left out for all samples as soon as it is masked in one of them. The other "
            "samples must read it: decide for each row by itself, with np.where.",
            _MASKS,
        ),
        Mistake(
            "read-if-any-is-real",
            masked_in_parts(mask=_for_all_where(np.any)),
            "A step is read by all samples as soon as it is real in one of them. Samples in which "
            "it is masked must keep their state: decide for each row by itself, with np.where.",
            _MASKS,
        ),
        Mistake(
            "mask-of-the-step-before",
            masked_in_parts(mask=lambda mask: np.hstack([mask[:, :1], mask[:, :-1]])),
            "Each step uses the mask of the step before it. Step t is masked where mask[:, t] is "
            "False.",
            _MASKS,
        ),
        Mistake(
            "initial-state-ignored",
            masked_in_parts(start=lambda zeros, h_0: zeros),
            "This layer starts from zeros although h_0 is given. Zeros are right only where h_0 is "
            "None.",
            "keras-initial-state",
        ),
    ),
)
