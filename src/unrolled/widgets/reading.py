"""A trained LSTM reads a sentence, word by word: its gates, its states and its verdict."""

import html

import numpy as np
from traitlets import Dict, Int, List, Unicode

from unrolled.activations import sigmoid
from unrolled.layers import LSTM, Dense, Embedding, Sequential
from unrolled.lstm import lstm_gates, lstm_step
from unrolled.tasks import reviews
from unrolled.widgets.figure import MovingFigure
from unrolled.widgets.reading_drawing import PANELS, drawing, words_markup
from unrolled.widgets.templates import fill, shown

MOST_UNITS = 12  # more bars would be too thin on a phone


def reading(model, known, examples):
    """Return a moving figure in which ``model`` reads one of some sentences.

    ``model``: a Sequential of Embedding, LSTM and Dense(1), trained to give the score of
    "positive"; ``known``: the words whose tokens are 2, 3, 4 and so on, as
    :func:`unrolled.tasks.reviews.vocabulary` gives them. ``examples``: a list of
    :class:`unrolled.tasks.reviews.Review`, at least one, whose sentences the reader can choose.

    After each word the figure shows the gates and the candidate of every unit, both states, and
    the probability of "positive" if the sentence ended there. It holds the embeddings of the words
    in ``examples`` only.

    Raises ValueError when ``model`` or ``examples`` is something else.
    """
    embeddings, weights = _weights(model)
    sentences = [_sentence(review, known) for review in examples]
    if not sentences:
        raise ValueError("examples must hold at least one Review, but it is empty.")
    rows = _rows(sentences, known, embeddings)
    limit = max(np.abs(step["c"]).max() for one in sentences for step in _read(one, rows, weights))
    return Reading(
        sentences=sentences,
        embeddings=rows,
        weights=weights,
        limit=int(np.ceil(limit)),
        drawing=drawing(len(weights["recurrent_kernel"]), int(np.ceil(limit))),
        sentence=sentences[0]["text"],
        place=len(sentences[0]["words"]),
    )


class Reading(MovingFigure):
    """The figure that :func:`reading` returns."""

    name = "reading"
    parts = ("arithmetic.js", "sequence.js", "steps.js", "reading.js")
    rows = 3
    sentences = List(Dict()).tag(sync=True)  # text, words, known, rating, markup
    embeddings = Dict().tag(sync=True)  # the row of each word in the sentences
    weights = Dict().tag(sync=True)  # of the LSTM and its readout, by name
    limit = Int().tag(sync=True)  # the cell states are drawn from -limit to limit
    drawing = Unicode().tag(sync=True)
    sentence = Unicode().tag(sync=True)  # the text of the chosen one
    place = Int().tag(sync=True)  # how many of its words have been read

    def still(self):
        """Return the chosen sentence and the drawing, with the numbers that unrolled computes."""
        one = next(one for one in self.sentences if one["text"] == self.sentence)
        steps = _read(one, self.embeddings, self.weights)
        values = {f"p_{k}": step["probability"] for k, step in enumerate(steps, start=1)}
        for panel in PANELS:
            scale = self.limit if panel == "c" else 1
            for unit, entry in enumerate(steps[self.place - 1][panel]):
                values |= {f"{panel}_{unit}": entry, f"bar_{panel}_{unit}": entry / scale}
        words = words_markup(one["words"], one["known"], self.place)
        said = html.escape(_verdict(one, steps, self.place), quote=False)
        parts = f'<div>{words}</div><p class="sentence">{said}</p><div>{self.drawing}</div>'
        return fill(f'<div class="reading">{parts}</div>', values)


def _weights(model):
    kinds = (Embedding, LSTM, Dense)
    layers = model.layers if isinstance(model, Sequential) else []
    if tuple(map(type, layers)) != kinds or len(model.weights) != 6:
        raise ValueError(
            "model must be a trained Sequential([Embedding(...), LSTM(...), Dense(1)]), but it is "
            f"{', '.join(type(layer).__name__ for layer in layers) or type(model).__name__}."
        )
    embeddings, *rest = model.get_weights()
    names = ("kernel", "recurrent_kernel", "bias", "readout", "readout_bias")
    weights = {name: weight.tolist() for name, weight in zip(names, rest, strict=True)}
    units, outputs = np.shape(weights["readout"])
    if outputs != 1 or units > MOST_UNITS:
        raise ValueError(
            f"The figure has room for {MOST_UNITS} units and one output, but the model has "
            f"{units} units and {outputs} outputs."
        )
    return embeddings, weights


def _sentence(review, known):
    words = reviews.words(review.sentence)
    if not words:
        raise ValueError(f"The sentence {review.sentence!r} holds no word, so it cannot be read.")
    are_known = [word in known for word in words]
    return {
        "text": review.sentence,
        "words": words,
        "known": are_known,
        "rating": float(review.rating),
        "markup": words_markup(words, are_known),
    }


def _rows(sentences, known, embeddings):
    """Return the row of each word in the sentences, by word."""
    words = sorted({word for one in sentences for word in one["words"]})
    return {word: embeddings[reviews.tokens([word], known)[0, 0]].tolist() for word in words}


def _read(sentence, rows, weights):
    """Read the words with unrolled's step; return for each word its vectors and probability."""
    of_lstm = [np.array(weights[name]) for name in ("kernel", "recurrent_kernel", "bias")]
    readout, readout_bias = (np.array(weights[name]) for name in ("readout", "readout_bias"))
    h = c = np.zeros((1, len(readout)))
    steps = []
    for word in sentence["words"]:
        x_t = np.array([rows[word]])
        gates = lstm_gates(x_t, h, *of_lstm)
        h, c = lstm_step(x_t, h, c, *of_lstm)
        vectors = zip(PANELS, [*gates, c, h], strict=True)
        probability = sigmoid(h @ readout + readout_bias).item()
        steps.append({name: vector[0] for name, vector in vectors} | {"probability": probability})
    return steps


def _verdict(sentence, steps, place):
    words, probability = sentence["words"], steps[place - 1]["probability"]
    strange = "" if sentence["known"][place - 1] else ", which the network does not know"
    now = (
        f"After word {place} of {len(words)}, “{words[place - 1]}”{strange}, the probability of "
        f"“positive” is {shown(probability)}."
    )
    if place < len(words):
        return now
    right = (probability > 0.5) == (sentence["rating"] > 0)
    judged = f"Readers rated the sentence {shown(sentence['rating'], 1)} on a scale from −4 to 4"
    return f"{now} {judged}: the network is {'right' if right else 'wrong'}."
