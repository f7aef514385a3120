"""The figure in which a trained LSTM reads a sentence."""

import numpy as np
import pytest

from experiments.reading import examples, read_model
from tests.widgets.in_a_folder import opened, outline
from unrolled.activations import sigmoid
from unrolled.layers import LSTM, Dense, Embedding, Sequential
from unrolled.lstm import lstm_gates
from unrolled.tasks import reviews
from unrolled.tasks.reviews import Review
from unrolled.widgets import reading
from unrolled.widgets.reading_drawing import HEIGHT

LETTERS = ("i", "f", "candidate", "o", "c", "h")
STRENGTH = "item => Number(getComputedStyle(item).getPropertyValue('--strength'))"


@pytest.fixture(scope="module")
def trained():
    return read_model()


@pytest.fixture(scope="module")
def figure(trained):
    return reading(*trained, examples())


@pytest.fixture
def page_of(browser, figure, tmp_path):
    figure.close()
    with opened(browser, figure, tmp_path) as shown:
        yield shown


def read_by_layers(trained, sentence):
    """Return the probabilities, and after each word the vectors, by the layers of unrolled."""
    model, known = trained
    embedding, lstm, readout = model.layers
    x = embedding(reviews.tokens([sentence], known))
    h_prev, vectors, probabilities = np.zeros((1, lstm.units)), [], []
    one = LSTM(lstm.units, return_state=True)
    one.set_weights(lstm.get_weights())
    for t in range(x.shape[1]):
        _, h, c = one(x[:, : t + 1])
        gates = lstm_gates(x[:, t], h_prev, *lstm.weights)
        vectors.append(dict(zip(LETTERS, [*gates, c, h], strict=True)))
        probabilities.append(sigmoid(readout(h)).item())
        h_prev = h
    return probabilities, vectors


def shown_numbers(figure, selector):
    texts = figure.locator(selector).all_text_contents()
    return [float(text.replace("−", "-")) for text in texts]


@pytest.mark.browser
def test_it_shows_what_unrolled_computes(page_of, trained, figure):
    shown, _ = page_of
    for review in examples():
        shown.get_by_role("combobox", name="sentence").select_option(review.sentence)
        probabilities, vectors = read_by_layers(trained, review.sentence)
        for place, of_place in enumerate(vectors, start=1):
            shown.get_by_role("slider", name="word").fill(str(place))
            assert shown_numbers(shown, ".words [data-value]") == pytest.approx(
                probabilities, abs=6e-4
            )
            assert shown.locator(".words [data-read]").count() == place
            for letter, vector in of_place.items():
                numbers = shown_numbers(shown, f"td[data-value^='{letter}_']")
                np.testing.assert_allclose(numbers, vector[0], rtol=0, atol=6e-4)
        scale = {letter: figure.limit if letter == "c" else 1 for letter in LETTERS}
        for letter, vector in vectors[-1].items():
            bars = shown.locator(f".bar[data-wire^='bar_{letter}_']")
            sizes = [bar.evaluate(STRENGTH) for bar in bars.all()]
            np.testing.assert_allclose(sizes, abs(vector[0]) / scale[letter], atol=6e-4)
            below = [bar.get_attribute("data-negative") is not None for bar in bars.all()]
            assert below == [entry < 0 for entry in vector[0]]


@pytest.mark.browser
def test_a_bar_is_as_high_as_its_number(page_of, figure):
    """So that the style sheet draws what the numbers say; the frame is 1 high, or -1 to 1."""
    shown, _ = page_of
    frame = HEIGHT * shown.locator(".vectors").bounding_box()["width"] / 480
    for panel, unit_height in (("i", 1), ("candidate", 1 / 2), ("c", 1 / 2 / figure.limit)):
        bar = shown.locator(f"[data-wire=bar_{panel}_0]").bounding_box()["height"]
        (number,) = shown_numbers(shown, f"td[data-value={panel}_0]")
        assert bar / frame == pytest.approx(abs(number) * unit_height, abs=0.01)


@pytest.mark.browser
def test_buttons_and_keys_go_through_the_sentence(page_of):
    shown, page = page_of
    first = examples()[0]
    words = reviews.words(first.sentence)

    def now():
        return shown.locator(".words [data-now] b").all_inner_texts()

    assert now() == [words[-1]]
    shown.get_by_role("button", name="Back").click()
    assert now() == [words[-2]]
    page.keyboard.press("Tab")  # to the button "Forward"
    page.keyboard.press("Enter")
    assert now() == [words[-1]]
    page.keyboard.press("Space")  # after the end it starts again
    assert now() == [words[0]]
    shown.get_by_role("slider", name="word").press("ArrowRight")
    assert now() == [words[1]]
    slider = shown.get_by_role("slider", name="word")
    assert slider.get_attribute("aria-valuetext") == f"2 of {len(words)}: {words[1]}"
    shown.get_by_role("combobox", name="sentence").press("ArrowDown")
    assert now() == [reviews.words(examples()[1].sentence)[0]]


@pytest.mark.browser
def test_the_sentence_plays_when_asked_and_ends_with_the_verdict(page_of):
    shown, page = page_of
    page.wait_for_timeout(1200)
    words = reviews.words(examples()[0].sentence)
    assert shown.locator("[data-now]").get_attribute("data-place") == str(len(words))
    shown.get_by_role("button", name="Play").click()
    shown.locator("[data-now][data-place='2']").wait_for()
    shown.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(1200)
    assert shown.locator("[data-now]").get_attribute("data-place") == "2"
    assert "word 2 of" in shown.locator("[aria-live=polite]").inner_text()
    shown.get_by_role("button", name="Play").click()
    shown.locator(f"[data-now][data-place='{len(words)}']").wait_for()
    shown.get_by_role("button", name="Play").wait_for()
    page.wait_for_timeout(600)
    assert "the network is right" in shown.locator("[aria-live=polite]").inner_text()


@pytest.mark.browser
def test_with_reduced_motion_nothing_can_play(browser, figure, tmp_path):
    with opened(browser, figure, tmp_path, reduced_motion="reduce") as (shown, _):
        assert shown.get_by_role("button").all_inner_texts() == ["Back", "Forward"]


@pytest.mark.browser
def test_what_is_still_is_how_it_begins(browser, figure, tmp_path):
    with opened(browser, figure, tmp_path) as (shown, _):
        live = outline(shown.locator(".picture").evaluate("item => item.outerHTML"))
        still = figure.still().replace('class="reading"', 'class="picture reading"', 1)
        assert live == outline(still)


@pytest.mark.browser
def test_it_says_when_the_network_is_wrong_or_does_not_know_a_word(browser, trained, tmp_path):
    words = reviews.words("splendid zyzzyva")
    made = reading(*trained, [Review("Splendid zyzzyva", -2), Review("a <b>good</b> film", 2)])
    with opened(browser, made, tmp_path) as (shown, _):
        text = shown.locator("[aria-live=polite]").inner_text()
        assert f"“{words[1]}”, which the network does not know" in text
        assert shown.locator(".unknown b").last.inner_text() == "zyzzyva"
        assert "Readers rated the sentence −2.0" in text
        final = read_by_layers(trained, "splendid zyzzyva")[0][-1]
        assert text.endswith(f"the network is {'wrong' if final > 0.5 else 'right'}.")
        shown.get_by_role("combobox", name="sentence").select_option("a <b>good</b> film")
        assert shown.locator(".words b").all_inner_texts() == ["a", "b", "good", "b", "film"]


def test_it_holds_the_embeddings_of_its_own_words_only(trained, figure):
    model, known = trained
    used = {word for review in examples() for word in reviews.words(review.sentence)}
    assert set(figure.embeddings) == used
    for word, row in figure.embeddings.items():
        token = known.index(word) + 2 if word in known else reviews.UNKNOWN
        np.testing.assert_array_equal(row, model.weights[0][token])


def test_another_model_is_refused(trained):
    rng = np.random.default_rng(0)
    other = Sequential([Embedding(9, 2, rng=rng), Dense(1, rng=rng)])
    wide = Sequential([Embedding(9, 2, rng=rng), LSTM(20, rng=rng), Dense(1, rng=rng)])
    wide(np.ones((1, 1), int))
    for wrong, message in ((other, "Embedding, Dense"), (wide, "20 units"), ("a", "str")):
        with pytest.raises(ValueError, match=message):
            reading(wrong, trained[1], examples())
    with pytest.raises(ValueError, match="at least one"):
        reading(*trained, [])
    with pytest.raises(ValueError, match="no word"):
        reading(*trained, [Review("1 2 3!", 1)])
