"""The training loop, and what ends it early."""

from contextlib import contextmanager

import numpy as np

from unrolled.checks import positive_integer
from unrolled.clipping import clip_by_global_norm, global_norm
from unrolled.layers.sequential import call_with_mask
from unrolled.training_checks import as_examples, as_validation_data, positive_number


def fit(
    model,
    x,
    target,
    loss,
    optimizer,
    *,
    mask=None,
    epochs=10,
    batch_size=32,
    rng=None,
    max_norm=None,
    validation_data=None,
    patience=None,
    progress=True,
):
    """Train ``model``: read the examples in batches, again and again, and move its weights.

    ``model``: a layer, mostly a Sequential. ``x``, ``target``: arrays with one row for each
    example. ``loss``: a function of :mod:`unrolled.losses`. ``optimizer``: SGD or Adam.
    ``mask``: bool (examples, time), True where a step of x is real; the model reads it, and
    the loss counts what the mask of the model's output says. ``epochs``: how often to read
    all examples, in batches of ``batch_size`` and in a new random order each time. ``rng``:
    a seed or a NumPy Generator for the orders. ``max_norm``: clip the gradients to this
    global norm. ``validation_data``: (x, target) or (x, target, mask), evaluated after each
    epoch. ``patience``: end when so many epochs in a row have not lowered the validation
    loss; then, or after the last epoch, the model receives the weights of the lowest.
    ``progress``: show a progress bar.

    Returns the history, a dictionary of lists with one number for each epoch: ``loss`` (the
    mean while the weights moved), ``gradient_norm`` (the mean before clipping) and
    ``validation_loss`` (empty without validation data). Raises ValueError when arguments do
    not fit, and FloatingPointError when the loss or a gradient becomes NaN or infinite.
    """
    examples, held_out = as_examples(x, target, mask), as_validation_data(validation_data, patience)
    epochs, batch_size = map(positive_integer, ("epochs", "batch_size"), (epochs, batch_size))
    max_norm = None if max_norm is None else positive_number("max_norm", max_norm)
    best = None if patience is None else BestWeights(positive_integer("patience", patience))
    rng = np.random.default_rng(rng)
    history = {"loss": [], "gradient_norm": [], "validation_loss": []}
    with _progress_bar(epochs, progress) as show:
        for epoch in range(1, epochs + 1):
            with _naming_the_epoch(epoch):
                batches = _batches(examples, rng.permutation(len(examples[0])), batch_size)
                steps = [train_on_batch(model, *b, loss, optimizer, max_norm) for b in batches]
                history["loss"].append(_mean_loss(steps))
                history["gradient_norm"].append(float(np.mean([norm for *_, norm in steps])))
                if held_out is not None:
                    history["validation_loss"].append(_evaluate(model, held_out, loss, batch_size))
            show(epoch, history)
            if best is not None and best.have_waited(model, history["validation_loss"][-1]):
                break
    if best is not None:
        model.set_weights(best.weights)
    return history


def train_on_batch(model, x, target, mask, loss, optimizer, max_norm=None):
    """Make one step: forward, loss, backward, clip, update. The arguments are those of fit.

    Returns the loss, the number of what it counted, and the norm of the gradients before
    clipping. Raises FloatingPointError when the loss or the norm is NaN or infinite; the
    weights are then as before.
    """
    prediction, mask = call_with_mask(model, x, mask, training=True)
    value, dprediction = loss(prediction, target, mask)
    _check_finite("The loss", value)
    model.backward(dprediction)
    gradients = model.gradients
    norm = global_norm(gradients)
    _check_finite("The norm of the gradients", norm)
    if max_norm is not None:
        gradients, _ = clip_by_global_norm(gradients, max_norm)
    optimizer.apply(gradients, model.weights)
    return value, _count(x, mask), norm


def evaluate(model, x, target, loss, *, mask=None, batch_size=256):
    """Return the loss of ``model`` for the examples, a float. The arguments are those of fit.

    Nothing is trained. Raises ValueError when arguments do not fit.
    """
    examples = as_examples(x, target, mask)
    return _evaluate(model, examples, loss, positive_integer("batch_size", batch_size))


class BestWeights:
    """The weights of the lowest validation loss, and how many epochs ago that was."""

    def __init__(self, patience):
        """``patience``: how many epochs to wait for a lower loss."""
        self.patience = patience
        self.loss = np.inf
        self.weights = None
        self.waited = 0

    def have_waited(self, model, loss):
        """Note the ``loss`` of an epoch; say whether ``patience`` epochs have not lowered it."""
        if loss < self.loss:
            self.loss, self.weights, self.waited = loss, model.get_weights(), 0
        else:
            self.waited += 1
        return self.waited >= self.patience


def _evaluate(model, examples, loss, batch_size):
    steps = []
    for x, target, mask in _batches(examples, np.arange(len(examples[0])), batch_size):
        prediction, mask = call_with_mask(model, x, mask)
        value, _ = loss(prediction, target, mask)
        _check_finite("The loss", value)
        steps.append((value, _count(x, mask)))
    return _mean_loss(steps)


def _batches(examples, order, batch_size):
    """Yield (x, target, mask) for ``batch_size`` examples after the other, in this order."""
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        yield [None if array is None else array[rows] for array in examples]


def _count(x, mask):
    return len(x) if mask is None else np.count_nonzero(mask)


def _mean_loss(steps):
    """Average the losses of the batches; each weighs as much as what it counted."""
    losses, counts = np.array([step[:2] for step in steps]).T
    return float(losses @ counts / max(counts.sum(), 1))


def _check_finite(what, value):
    if not np.isfinite(value):
        raise FloatingPointError(f"{what} has become {value}.")


@contextmanager
def _naming_the_epoch(epoch):
    """Say in which epoch numbers became NaN or infinite, and what to try."""
    try:
        with np.errstate(all="ignore"):  # what overflows is told below, once
            yield
    except FloatingPointError as error:
        raise FloatingPointError(
            f"The training stopped in epoch {epoch}. {error} Try a smaller learning rate, or "
            "clip the gradients, for example with max_norm=1."
        ) from error


@contextmanager
def _progress_bar(epochs, wanted):
    """Give a function that shows the epoch and its losses, or one that shows nothing."""
    if not wanted:
        yield lambda epoch, history: None
        return
    from rich.progress import Progress  # here, because its import takes a while

    with Progress() as bar:
        task = bar.add_task("", total=epochs)

        def show(epoch, history):
            text = f"epoch {epoch}, loss {history['loss'][-1]:.4g}"
            if history["validation_loss"]:
                text += f", validation loss {history['validation_loss'][-1]:.4g}"
            bar.update(task, completed=epoch, description=text)

        yield show
