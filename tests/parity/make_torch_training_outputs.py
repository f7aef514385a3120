"""Write torch_training_outputs.json: PyTorch's optimisers, losses, clipping and other layers.

Run it where PyTorch is installed: ``python tests/parity/make_torch_training_outputs.py``.
A case holds arguments and results under the names of this course and in its layout.
Everything is float64.
"""

from pathlib import Path

import numpy as np
import torch
from make_torch_outputs import as_text
from torch.nn import functional

STORED = Path(__file__).with_name("torch_training_outputs.json")
STEPS, LATE_RATE = 6, 0.02  # the learning rate changes after four of the steps
OPTIMIZERS = {
    "SGD": (torch.optim.SGD, {"lr": 0.1}),
    "SGD with momentum": (torch.optim.SGD, {"lr": 0.1, "momentum": 0.9}),
    "Adam": (torch.optim.Adam, {"lr": 0.05, "betas": (0.8, 0.95), "eps": 0.1}),
}
CONVOLUTIONS = {
    "valid": {},
    "valid, strides": {"stride": 2},
    "valid, dilation": {"dilation": 2},
    "same": {"padding": "same"},
    "same, dilation": {"padding": "same", "dilation": 3},
    "causal": {},
}


def run_conv1d(name, x, kernel, bias):
    """Run PyTorch's convolution, which has the time last and the kernel turned round."""
    x, kernel = x.transpose(1, 2), kernel.permute(2, 1, 0)
    if name == "causal":
        x = functional.pad(x, (kernel.shape[-1] - 1, 0))
    return functional.conv1d(x, kernel, bias, **CONVOLUTIONS[name]).transpose(1, 2)


def run_loss(name, prediction, target, mask):
    """Run PyTorch's loss for the entries that the mask counts."""
    prediction, target = prediction[mask], target[mask]
    if name == "mean_squared_error":
        return functional.mse_loss(prediction, target)
    if name == "softmax_cross_entropy":
        return functional.cross_entropy(prediction, target)
    return functional.binary_cross_entropy_with_logits(prediction, target)


def with_gradients(run, name, arguments, upstream, *fixed):
    """Return the output for the arguments and, for ``upstream``, the gradient of each of them."""
    leaves = [torch.tensor(value, requires_grad=True) for value in arguments]
    output = run(name, *leaves, *map(torch.tensor, fixed))
    output.backward(torch.tensor(upstream))
    return output.detach().numpy(), [leaf.grad.numpy() for leaf in leaves]


def run_embedding(name, embeddings, tokens):
    return functional.embedding(tokens, embeddings)


def run_optimizer(name, weight, gradients):
    """Return the weight after each step of the optimiser."""
    parameter = torch.nn.Parameter(torch.tensor(weight))
    kind, options = OPTIMIZERS[name]
    optimizer, weights = kind([parameter], **options), []
    for step, gradient in enumerate(gradients):
        if step == 4:
            optimizer.param_groups[0]["lr"] = LATE_RATE
        parameter.grad = torch.tensor(gradient)
        optimizer.step()
        weights.append(parameter.detach().numpy().copy())
    return np.stack(weights)


def run_clipping(name, gradients, limit):
    """Return the gradients after PyTorch's clipping."""
    parameters = [torch.nn.Parameter(torch.zeros(np.shape(g), dtype=float)) for g in gradients]
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = torch.tensor(gradient)
    getattr(torch.nn.utils, name)(parameters, limit)
    return [parameter.grad.numpy() for parameter in parameters]


def draw(seed, *shape):
    """Draw short decimals, so that the file can be read and keeps them exactly."""
    return np.random.default_rng(seed).standard_normal(shape).round(3)


def make_conv1d(name):
    x, kernel, bias = draw(0, 2, 7, 3), draw(1, 3, 3, 4), draw(2, 4)
    upstream = draw(3, *run_conv1d(name, *map(torch.tensor, (x, kernel, bias))).shape)
    output, gradients = with_gradients(run_conv1d, name, (x, kernel, bias), upstream)
    given = {"x": x, "kernel": kernel, "bias": bias, "dy": upstream}
    return {**given, "y": output, **dict(zip(["dx", "dkernel", "dbias"], gradients, strict=True))}


def make_embedding():
    rows, tokens, upstream = draw(0, 5, 3), np.array([[1, 4, 1, 0], [1, 1, 2, 4]]), draw(1, 2, 4, 3)
    output, gradients = with_gradients(run_embedding, "", (rows,), upstream, tokens)
    given = {"embeddings": rows, "tokens": tokens, "dy": upstream}
    return {**given, "y": output, "dembeddings": gradients[0]}


def make_loss(name):
    prediction, rng = 3 * draw(0, 2, 3, 4), np.random.default_rng(1)
    target = {
        "mean_squared_error": draw(1, 2, 3, 4),
        "softmax_cross_entropy": rng.integers(0, 4, (2, 3)),
        "binary_cross_entropy": rng.random((2, 3, 4)).round(2),
    }[name]
    mask = np.array([[True, False, True], [True, True, False]])
    loss, (dprediction,) = with_gradients(run_loss, name, (prediction,), 1.0, target, mask)
    given = {"prediction": prediction, "target": target, "mask": mask}
    return {**given, "loss": loss, "dprediction": dprediction}


def make_all():
    """Return all cases."""
    weight, gradients = draw(0, 3, 2), draw(1, STEPS, 3, 2)
    to_clip = [draw(2, 3, 2), draw(3, 4)]
    losses = ("mean_squared_error", "softmax_cross_entropy", "binary_cross_entropy")
    return {
        "optimizers": {
            name: {
                "weight": weight,
                "gradients": gradients,
                "weights": run_optimizer(name, weight, gradients),
            }
            for name in OPTIMIZERS
        },
        "clipping": {
            name: dict(zip(["first", "second"], run_clipping(name, to_clip, 0.5), strict=True))
            for name in ("clip_grad_norm_", "clip_grad_value_")
        }
        | {"gradients": dict(zip(["first", "second"], to_clip, strict=True))},
        "losses": {name: make_loss(name) for name in losses},
        "conv1d": {name: make_conv1d(name) for name in CONVOLUTIONS},
        "embedding": make_embedding(),
    }


if __name__ == "__main__":
    STORED.write_text(as_text({"torch": torch.__version__, **make_all()}) + "\n")
    print(f"Wrote {STORED} with PyTorch {torch.__version__}.")
