import re

import numpy as np
import pytest
from hypothesis import strategies as st
from layer_cases import for_all, small

from unrolled.gradcheck import check_gradients
from unrolled.layers import Dense, Embedding

TOKENS = np.array([[3, 0, 3, 5, 1], [0, 0, 2, 3, 0]])


def test_each_token_becomes_its_row():
    layer = Embedding(6, 4, rng=0)
    y = layer(TOKENS)
    assert y.shape == (2, 5, 4)
    for b, t in np.ndindex(2, 5):
        np.testing.assert_array_equal(y[b, t], layer.get_weights()[0][TOKENS[b, t]])


@for_all(small, small, st.integers(1, 5), st.integers(0, 999))
def test_the_gradients_of_repeated_tokens_add_up(batch, time, rows, seed):
    rng = np.random.default_rng(seed)
    tokens, dy = rng.integers(0, rows, (batch, time)), rng.standard_normal((batch, time, 3))
    layer = Embedding(rows, 3, rng=0)
    layer(tokens, training=True)
    assert layer.backward(dy) is None
    expected = np.zeros((rows, 3))
    np.add.at(expected, tokens, dy)
    np.testing.assert_allclose(layer.gradients[0], expected, rtol=1e-12, atol=1e-14)

    def forward(embeddings):
        layer.set_weights([embeddings])
        return layer(tokens, training=True)

    def backward(dy, embeddings):
        forward(embeddings)
        layer.backward(dy)
        return layer.gradients[0]

    check_gradients(forward, backward, {"embeddings": rng.standard_normal((rows, 3))}, rng=seed)


def test_it_is_a_dense_layer_that_reads_one_hot_rows():
    layer, dense = Embedding(6, 4, rng=0), Dense(4, use_bias=False)
    one_hot, dy = np.eye(6)[TOKENS], np.random.default_rng(0).standard_normal((2, 5, 4))
    y = layer(TOKENS, training=True)
    dense.set_weights(layer.get_weights())
    np.testing.assert_allclose(dense(one_hot, training=True), y)
    layer.backward(dy)
    dense.backward(dy)
    np.testing.assert_allclose(layer.gradients[0], dense.gradients[0], rtol=1e-12, atol=1e-14)


def test_the_mask_is_made_of_the_tokens_that_are_not_zero():
    masks = [Embedding(6, 4, mask_zero=True).compute_mask(tokens) for tokens in (TOKENS, [[0, 5]])]
    np.testing.assert_array_equal(masks[0], TOKENS != 0)
    np.testing.assert_array_equal(masks[1], [[False, True]])
    assert masks[0].dtype == bool
    assert Embedding(6, 4).compute_mask(TOKENS, TOKENS > 2) is None


@pytest.mark.parametrize("kind", [np.int32, np.uint8, np.int64, list])
def test_every_kind_of_whole_number_is_a_token_and_the_output_is_float64(kind):
    layer = Embedding(6, 4, rng=0)
    tokens = TOKENS.tolist() if kind is list else TOKENS.astype(kind)
    y = layer(tokens, training=True)
    np.testing.assert_array_equal(y, layer(TOKENS))
    assert y.dtype == np.float64


def test_the_first_rows_are_drawn_as_in_keras_and_the_seed_makes_them_repeatable():
    layer, same = Embedding(40, 50, rng=1), Embedding(40, 50, rng=1)
    layer.build((None,))
    same.build((None, None))
    (rows,) = layer.get_weights()
    np.testing.assert_array_equal(rows, same.get_weights()[0])
    assert rows.shape == (40, 50)
    assert -0.05 <= rows.min() < -0.049
    assert 0.049 < rows.max() <= 0.05


ERRORS = {
    "floating numbers": (
        lambda: Embedding(6, 4)(np.ones((2, 3))),
        "An Embedding reads tokens, that is whole numbers, but the data type of x is float64. If "
        "the numbers are tokens, pass x.astype(int). If they are values, they need no Embedding.",
    ),
    "a mask for tokens": (
        lambda: Embedding(6, 4)(np.ones((2, 3), bool)),
        "but the data type of x is bool.",
    ),
    "words": (lambda: Embedding(6, 4)(["a", "b"]), "but the data type of x is <U1."),
    "the number of tokens as a token": (
        lambda: Embedding(6, 4)([[0, 6]]),
        "x holds the token 6, but the layer has rows for the tokens 0 to 5. input_dim must be the "
        "largest token plus 1.",
    ),
    "a token below zero": (lambda: Embedding(6, 4)([[0, -1]]), "x holds the token -1, but"),
    "no tokens": (
        lambda: Embedding(0, 4),
        "input_dim must be a positive whole number, but it is 0.",
    ),
    "half a number": (
        lambda: Embedding(6, 0.5),
        "output_dim must be a positive whole number, but it is 0.5.",
    ),
    "a table of another size": (
        lambda: Embedding(6, 4).set_weights([np.ones((4, 6))]),
        "The weight embeddings must have shape (6, 4), but it has shape (4, 6).",
    ),
}


@pytest.mark.parametrize("call, message", ERRORS.values(), ids=ERRORS)
def test_the_message_says_what_came_what_was_expected_and_how_to_mend_it(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()
