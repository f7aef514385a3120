import numpy as np
import pytest

from unrolled.gradcheck import check_gradients

ARGUMENTS = {"a": np.array([[0.5, -1.0, 2.0], [1.5, 0.3, -0.7]]), "b": np.array([0.2, -0.4, 0.9])}


def forward(a, b):
    return np.tanh(a * b), a**2


def backward(dfirst, dsecond, a, b):
    da_times_b = dfirst * (1 - np.tanh(a * b) ** 2)
    return da_times_b * b + 2 * a * dsecond, (da_times_b * a).sum(axis=0)


def message_of(wrong_backward):
    with pytest.raises(AssertionError) as caught:
        check_gradients(forward, wrong_backward, ARGUMENTS)
    return str(caught.value)


def test_the_right_gradient_passes():
    check_gradients(forward, backward, ARGUMENTS)


def test_one_output_and_one_argument_need_no_tuple():
    check_gradients(np.sin, lambda d, a: d * np.cos(a), {"a": ARGUMENTS["a"]})


def test_one_wrong_entry_is_named_with_both_values():
    shown = {}

    def wrong(*arguments):
        da, db = backward(*arguments)
        shown["right"], shown["wrong"] = da[1, 2], da[1, 2] + 0.25
        da[1, 2] += 0.25
        return da, db

    message = message_of(wrong)
    assert message.startswith("The gradient of a is wrong, most of all at the entry [1, 2]: ")
    assert f"returned {shown['wrong']:.8g}," in message
    assert f"give {shown['right']:.5g}"[:-1] in message
    relative = 0.25 / max(abs(shown["right"]), abs(shown["wrong"]))
    assert f"(relative error {relative:.2g})" in message


def test_a_gradient_that_is_a_millionth_off_passes_and_a_ten_thousandth_fails():
    def scaled(factor):
        return lambda *arguments: tuple(factor * g for g in backward(*arguments))

    check_gradients(forward, scaled(1 + 1e-7), ARGUMENTS)
    assert "gradient of a" in message_of(scaled(1 + 1e-4))


def test_each_argument_is_tested():
    assert "gradient of b" in message_of(lambda *args: (backward(*args)[0], -backward(*args)[1]))


def test_each_output_is_tested():
    assert "gradient of a" in message_of(lambda d1, d2, a, b: backward(d1, 0 * d2, a, b))


def test_a_gradient_of_zero_or_of_nan_fails():
    assert "gradient of a" in message_of(lambda d1, d2, a, b: (0 * a, 0 * b))
    assert "nan" in message_of(lambda d1, d2, a, b: (np.nan * a, np.nan * b))


def test_a_gradient_of_another_shape_is_named():
    message = message_of(lambda *args: (backward(*args)[0], backward(*args)[1][np.newaxis]))
    assert message.startswith("The gradient of b has shape (1, 3), but b has shape (3,).")


def test_a_missing_gradient_is_named():
    message = message_of(lambda *args: backward(*args)[:1])
    assert "must return 2 gradients, one for each of a, b, but it returned 1." in message


def test_a_function_that_writes_into_its_arguments_cannot_spoil_the_check():
    def careless(dfirst, dsecond, a, b):
        gradients = backward(dfirst, dsecond, a, b)
        for array in (dfirst, dsecond, a, b):
            array[...] = 7
        return gradients

    def careless_forward(a, b):
        outputs = forward(a, b)
        a[...], b[...] = 7, 7
        return outputs

    check_gradients(careless_forward, careless, ARGUMENTS)


def test_the_check_is_done_in_float64_whatever_comes():
    single = {name: value.astype(np.float32) for name, value in ARGUMENTS.items()}
    check_gradients(forward, backward, single)
