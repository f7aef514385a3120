"""What the conversions of weights refuse, and whether they say why."""

import numpy as np
import pytest
from convention_cases import LAYOUTS, NETWORKS, draw, every_conversion

from unrolled.conventions import (
    change_gru,
    from_joined,
    from_torch,
    reorder_blocks,
    to_gates,
    to_joined,
    to_torch,
)

BAD_FORMS = [("after",), ("after", "sometimes"), "after keeps", None, ("keeps", "after")]


@pytest.mark.parametrize("form", BAD_FORMS)
def test_a_form_of_the_gru_that_there_is_not_is_refused(form):
    weights = draw("gru after")
    with pytest.raises(ValueError, match="source must be a pair of"):
        change_gru(weights, form, ("after", "keeps"))
    with pytest.raises(ValueError, match="target must be a pair of"):
        change_gru(weights, ("after", "keeps"), form)


@pytest.mark.parametrize(
    "convert, message",
    [
        (lambda: to_joined("gru", draw("gru after")), "The bias has two rows"),
        (lambda: to_torch("gru", draw("gru before")), "PyTorch's GRU resets after it"),
        (
            lambda: change_gru(draw("gru after"), ("before", "keeps"), ("before", "takes")),
            r'"before" the product must have shape \(3 units,\), but it has shape \(2, 12\)',
        ),
        (
            lambda: change_gru(draw("gru before"), ("after", "keeps"), ("after", "takes")),
            r'"after" the product must have shape \(2, 3 units\), but it has shape \(12,\)',
        ),
        (
            lambda: from_torch("lstm", {**to_torch("lstm", draw("lstm")), "weight_hr_l0": 0}),
            "proj_size",
        ),
        (
            lambda: from_torch("lstm", {"weight_hh_l0": np.zeros(16)}),
            r"weight_hh_l0 must be a matrix of shape \(4 units, units\), but it has shape \(16,\)",
        ),
        (
            lambda: from_torch("rnn", {"weight_hh_l0": np.zeros((4, 4)), "weight_ih_l0": 0.0}),
            r"weight_ih_l0 must be a matrix of shape \(units, features\), but it has shape \(\)",
        ),
        (lambda: to_gates("LSTM", draw("lstm")), "kind must be one of 'rnn', 'lstm', 'gru', but"),
        (lambda: to_gates("lstm", draw("lstm")[:2]), "kernel, recurrent_kernel, bias. It holds 2"),
        (
            lambda: to_gates("lstm", draw("gru before")),
            r"kernel must have shape \(features, 4 units\) = \(3, 16\), but it has shape \(3, 12\)",
        ),
        (
            lambda: to_gates("lstm", [draw("lstm")[0].T, *draw("lstm")[1:]]),
            r"kernel must have shape \(features, 4 units\) = \(16, 16\), but it has shape \(16, 3",
        ),
        (
            lambda: to_gates("lstm", [*draw("lstm")[:2], np.zeros((2, 16))]),
            r"bias must have shape \(4 units,\) = \(16,\), but it has shape \(2, 16\)",
        ),
        (
            lambda: to_gates("gru", [*draw("gru after")[:2], np.zeros((3, 12))]),
            r"bias must have shape \(2, 3 units\) = \(2, 12\), but it has shape \(3, 12\)",
        ),
        (
            lambda: to_gates("rnn", [np.zeros(3), *draw("rnn")[1:]]),
            r"kernel must be a matrix of shape \(features, units\), but it has shape \(3,\)",
        ),
        (
            lambda: to_gates("rnn", [np.zeros((3, 0)), np.zeros((0, 0)), np.zeros(0)]),
            r"recurrent_kernel must be a matrix of shape \(units, units\), but .* \(0, 0\)",
        ),
        (lambda: to_gates("rnn", [["a"], *draw("rnn")[1:]]), "kernel must hold real numbers"),
        (lambda: reorder_blocks(np.zeros(8), "ifco", "ifcc"), "the same letters"),
        (lambda: reorder_blocks(np.zeros(8), "ifcc", "ifcc"), "the same letters"),
        (lambda: reorder_blocks(np.zeros(7), "ifco", "ocfi"), r"4 blocks of one size, .* \(7,\)"),
        (lambda: reorder_blocks("ifco", "ifco", "ocfi"), "^array must hold real numbers"),
        (lambda: reorder_blocks(0.0, "ifco", "ocfi"), r"4 blocks of one size"),
        (
            lambda: from_joined("rnn", {"W_h": np.zeros((4, 3)), "b_h": np.zeros(4)}),
            r"more columns than rows, but it has shape \(4, 3\)",
        ),
    ],
)
def test_what_cannot_be_converted_is_refused_with_the_reason(convert, message):
    with pytest.raises(ValueError, match=message):
        convert()


@every_conversion
def test_each_missing_or_misshapen_array_is_named(layout, network):
    there, back = LAYOUTS[layout]
    kind, weights = NETWORKS[network][0], draw(network)
    arrays = there(kind, weights)
    for name, array in arrays.items():
        others = {key: value for key, value in arrays.items() if key != name}
        with pytest.raises(
            ValueError, match=rf"array {name} of .* missing|Missing are \['{name}'\]"
        ):
            back(kind, others)
        with pytest.raises(ValueError, match=r"The array \w+ must .* but it has shape"):
            back(kind, {**arrays, name: np.zeros((*array.shape, 2))})
        if name != "W_xh" or kind != "rnn":  # where one row more is one feature more
            with pytest.raises(ValueError, match=r"The array \w+ must have shape .* = "):
                back(kind, {**arrays, name: np.concatenate([array, array[:1]])})


@pytest.mark.parametrize("layout", ["gates", "columns", "joined"])
def test_an_array_of_an_unknown_name_is_refused(layout):
    there, back = LAYOUTS[layout]
    with pytest.raises(ValueError, match=r"Missing are \[\], and not known are \['W_q'\]"):
        back("lstm", {**there("lstm", draw("lstm")), "W_q": np.zeros(4)})
