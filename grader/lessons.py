"""Where the lesson sections are that a verdict sends its reader to."""

import os
from dataclasses import dataclass
from pathlib import Path

_LSTM = ("book/lstm/gate-by-gate", "The LSTM, gate by gate")
_PATH = ("book/lstm/gradient-path", "The path of the gradient")
_PRICE = ("book/lstm/price", "What the LSTM costs")
_SIMPLE_RNN = ("book/keras/simple-rnn", "SimpleRNN, call by call")
_STATES = ("book/keras/lstm-gru-states", "LSTM and GRU: the states that come back")
_BIDIRECTIONAL = ("book/keras/bidirectional", "Bidirectional: two layers and a flip")
_MORE_SHAPES = ("book/keras/more-shapes", "More layers and their shapes")
_WEIGHTS = ("book/keras/weights", "Weights, gate by gate")
_TWO_SETS = ("book/keras/two-sets", "Two sets of numbers")
_PLAIN_RNN = ("book/limits/plain-rnn", "The plain RNN, step by step")
_THROUGH_TIME = ("book/limits/through-time", "Gradients through time")
_FORGETS = ("book/limits/why-it-forgets", "Why a plain RNN forgets")
_GRU = ("book/gru/two-gates", "The GRU: two gates, one state")
_GRU_FORM = ("book/gru/other-form", "The GRU of Keras and PyTorch")
_GRU_GRADIENT = ("book/gru/gradient", "The gradient of the GRU")


@dataclass(frozen=True)
class Section:
    """One section of a lesson: the page's path without suffix, and the titles to show."""

    page: str
    page_title: str
    title: str


SECTIONS = {
    "lstm-four-blocks": Section(*_LSTM, "One step, four blocks"),
    "lstm-forget-gate": Section(*_LSTM, "The forget gate"),
    "lstm-input-gate": Section(*_LSTM, "The input gate and the candidate"),
    "lstm-cell-update": Section(*_LSTM, "The cell update"),
    "lstm-output-gate": Section(*_LSTM, "The output gate and the hidden state"),
    "lstm-step": Section(*_LSTM, "The whole step"),
    "lstm-limit-cases": Section(*_LSTM, "Open and closed: the limit cases"),
    "lstm-sequence": Section(*_LSTM, "The whole sequence"),
    "lstm-gradient": Section(*_PATH, "The gradient of one step"),
    "lstm-gradient-sequence": Section(*_PATH, "The gradient of a sequence"),
    "lstm-parameters": Section(*_PRICE, "Counting parameters"),
    "lstm-forget-bias": Section(*_PATH, "The forget bias"),
    "keras-simple-rnn-axes": Section(*_SIMPLE_RNN, "An input with three axes"),
    "keras-simple-rnn-calls": Section(*_SIMPLE_RNN, "Two options, four calls"),
    "keras-simple-rnn-loop": Section(*_SIMPLE_RNN, "The same by hand"),
    "keras-states-calls": Section(*_STATES, "How many values"),
    "keras-states-cell": Section(*_STATES, "The cell state is not in the sequence"),
    "keras-states-docstring": Section(*_STATES, "Run the example"),
    "keras-states-backwards": Section(*_STATES, "Going backwards"),
    "keras-bidirectional-parts": Section(*_BIDIRECTIONAL, "Two layers, a flip, a merge"),
    "keras-bidirectional-notes": Section(*_BIDIRECTIONAL, "The example of the notes"),
    "keras-bidirectional-seen": Section(*_BIDIRECTIONAL, "What each half has seen"),
    "keras-bidirectional-merge": Section(*_BIDIRECTIONAL, "Merge modes"),
    "keras-time-distributed": Section(*_MORE_SHAPES, "TimeDistributed"),
    "keras-masking": Section(*_MORE_SHAPES, "Padding and masks"),
    "keras-initial-state": Section(*_MORE_SHAPES, "A state from elsewhere"),
    "keras-weights-shapes": Section(*_WEIGHTS, "Three arrays"),
    "keras-weights-columns": Section(*_WEIGHTS, "Which columns are which gate"),
    "keras-weights-bias": Section(*_WEIGHTS, "Two rows of biases in a GRU"),
    "keras-two-sets-tf32": Section(*_TWO_SETS, "A format with ten bits"),
    "rnn-softmax": Section(*_PLAIN_RNN, "The softmax on a computer"),
    "rnn-step": Section(*_PLAIN_RNN, "One step, and the loop"),
    "rnn-by-hand": Section(*_PLAIN_RNN, "Three steps by hand"),
    "rnn-shapes": Section(*_PLAIN_RNN, "Shapes, and the first state"),
    "rnn-what-comes-out": Section(*_PLAIN_RNN, "The output fits the task"),
    "rnn-letters": Section(*_PLAIN_RNN, "The letters of other texts"),
    "rnn-backward": Section(*_THROUGH_TIME, "The gradient, one step back"),
    "rnn-loop-back": Section(*_THROUGH_TIME, "The loop, from its end"),
    "rnn-mistakes": Section(*_THROUGH_TIME, "Mistakes, and how they show"),
    "rnn-long-term": Section(*_FORGETS, "A sentence that needs a memory"),
    "rnn-jacobian-section": Section(*_FORGETS, "Two readings of one matrix"),
    "rnn-bound-section": Section(*_FORGETS, "When the product must vanish"),
    "rnn-half-product": Section(*_FORGETS, "The matrix is only half of the product"),
    "rnn-clipping": Section(*_FORGETS, "When the product grows"),
    "gru-three-blocks": Section(*_GRU, "One state, three blocks"),
    "gru-reset-gate": Section(*_GRU, "The reset gate and the candidate"),
    "gru-update-gate": Section(*_GRU, "The update gate"),
    "gru-mean": Section(*_GRU, "A weighted mean"),
    "gru-step": Section(*_GRU, "The whole step"),
    "gru-sequence": Section(*_GRU, "The whole sequence"),
    "gru-other-form": Section(*_GRU_FORM, "The GRU of Keras and PyTorch"),
    "gru-z-convention": Section(*_GRU_FORM, "Keep or take: a change of sign"),
    "gru-reset-place": Section(*_GRU_FORM, "Before or after: two different networks"),
    "gru-two-biases": Section(*_GRU_FORM, "Two biases, and the number of parameters"),
    "gru-parity": Section(*_GRU_FORM, "Moving weights"),
    "gru-gradient-before": Section(*_GRU_GRADIENT, "The form of the notes"),
    "gru-gradient-after": Section(*_GRU_GRADIENT, "The form of Keras and PyTorch"),
    "gru-jacobian-section": Section(*_GRU_GRADIENT, "The Jacobian, and the path of the memory"),
}


def section_name(lesson: str) -> str:
    """Return a section's name for people: page title and heading."""
    section = SECTIONS[lesson]
    return f"{section.page_title}: {section.title}"


def section_link(lesson: str, start: Path | None = None) -> str | None:
    """Return a link to the section, or None where the built book cannot be found."""
    return book_link(f"{SECTIONS[lesson].page}.html#{lesson}", start)


def book_link(target: str, start: Path | None = None) -> str | None:
    """Return a link to ``target`` in the book, or None where the built book cannot be found.

    The address in the environment variable UNROLLED_BOOK comes first. Otherwise the book
    that ``make book`` built is looked for above ``start`` (by default the working folder),
    and the link is relative to ``start``.
    """
    address = os.environ.get("UNROLLED_BOOK")
    if address:
        return f"{address.rstrip('/')}/{target}"
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        book = folder / "_build" / "html"
        if (book / "index.html").is_file():
            return f"{os.path.relpath(book, start)}/{target}"
    return None
