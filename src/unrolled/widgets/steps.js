// Places in a sequence: a slider over whole numbers, and buttons that go from one to the next.

/** ``words(place)``: what the slider says of a place. Its ends are set by setEnds(min, max). */
function placeSlider(model, { trait, label, words, min, max }) {
  const { get, set } = input(model, trait);
  const range = element("input", { type: "range", step: 1, input: () => set(range.valueAsNumber) });
  const said = element("span", { class: "value", "aria-hidden": "true" });
  const show = () => {
    range.value = get();
    said.textContent = words(get());
    range.setAttribute("aria-valuetext", words(get()));
  };
  const setEnds = (first, last) => {
    range.min = first;
    range.max = last;
    show();
  };
  model.on(`change:${trait}`, show);
  setEnds(min, max);
  const name = element("span", { class: "name" }, label);
  return { el: element("label", { class: "control" }, name, said, range), setEnds };
}

/**
 * Buttons that go back, forward, or forward step by step until paused. ``forward()`` returns false
 * at the end. Nothing plays before it is asked to; with reduced motion nothing plays at all.
 */
function player({ back, forward, pause }) {
  let timer = null;
  const stop = () => {
    clearInterval(timer);
    timer = null;
    play.textContent = "Play";
  };
  const start = () => {
    timer = setInterval(() => forward() === false && stop(), pause);
    play.textContent = "Pause";
  };
  const play = button("Play", () => (timer === null ? start() : stop()));
  const row = buttonRow(
    button("Back", () => (stop(), back())),
    button("Forward", () => (stop(), forward())),
    ...(motionIsReduced() ? [] : [play]),
  );
  return { row, stop };
}
