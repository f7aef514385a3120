// A trained LSTM reads a sentence: its gates, its states and its verdict, word by word.

const PANELS = { i: "i_t", f: "f_t", candidate: "c_tilde", o: "o_t", c: "c_t", h: "h_t" };
const PAUSE = 900; // milliseconds for one word, when the sentence plays

function stepsOf(model, { words }) {
  const rows = words.map((word) => model.get("embeddings")[word]);
  return readWords(rows, model.get("weights"));
}

/** Every number of the picture: the probabilities, and the vectors after ``place`` words. */
function numbersOf(model, steps, place) {
  const numbers = {};
  steps.forEach(({ probability }, k) => (numbers[`p_${k + 1}`] = probability));
  for (const [panel, name] of Object.entries(PANELS)) {
    steps[place - 1][name][0].forEach((entry, unit) => {
      numbers[`${panel}_${unit}`] = entry;
      numbers[`bar_${panel}_${unit}`] = entry / (panel === "c" ? model.get("limit") : 1);
    });
  }
  return numbers;
}

function verdict({ words, known, rating }, steps, place) {
  const [word, { probability }] = [words[place - 1], steps[place - 1]];
  const strange = known[place - 1] ? "" : ", which the network does not know";
  const now =
    `After word ${place} of ${words.length}, “${word}”${strange}, the probability of ` +
    `“positive” is ${shown(probability)}.`;
  if (place < words.length) return now;
  const right = probability > 0.5 === rating > 0;
  const judged = `Readers rated the sentence ${shown(rating, 1)} on a scale from −4 to 4`;
  return `${now} ${judged}: the network is ${right ? "right" : "wrong"}.`;
}

function render({ model, el }) {
  const current = () => model.get("sentences").find(({ text }) => text === model.get("sentence"));
  const length = () => current().words.length;
  const place = () => Math.min(model.get("place"), length());
  const go = (next) => {
    model.set("place", next);
    model.save_changes();
  };

  const words = element("div");
  const vectors = element("div");
  vectors.innerHTML = model.get("drawing");
  const text = liveText("sentence");
  const picture = element("div", { class: "picture reading" }, words, text.el, vectors);

  const played = player({
    back: () => go(Math.max(1, place() - 1)),
    forward: () => {
      go(place() < length() ? place() + 1 : 1); // after the end it starts again
      return place() < length();
    },
    pause: PAUSE,
  });
  const slider = placeSlider(model, {
    trait: "place",
    label: "word",
    words: (k) => `${k} of ${length()}: ${current().words[Math.min(k, length()) - 1]}`,
    min: 1,
    max: length(),
  });
  const options = model.get("sentences").map((one) => [one.text, one.text]);
  const sentences = choice(model, { trait: "sentence", label: ["sentence"], options });
  sentences.classList.add("long");
  arrange(el, picture, [sentences, slider.el, played.row]);

  const begin = () => {
    played.stop();
    words.innerHTML = current().markup;
    slider.setEnds(1, length());
  };
  const another = () => {
    begin();
    go(1);
  };
  begin();
  model.on("change:sentence", another);
  const leave = follow(model, ["sentence", "place"], () => {
    const steps = stepsOf(model, current());
    fill(picture, numbersOf(model, steps, place()));
    for (const item of words.querySelectorAll("li")) {
      item.toggleAttribute("data-read", Number(item.dataset.place) <= place());
      item.toggleAttribute("data-now", Number(item.dataset.place) === place());
    }
    text.say(verdict(current(), steps, place()));
  });
  return () => {
    played.stop();
    model.off("change:sentence", another);
    leave();
  };
}
