// The gradient of a plain RNN along its steps, for any size of its recurrent weights.

/** The lengths of the gradient, from h_T back to h_0. */
function lengthsBack(model) {
  const [h_0, dh_T, kernel] = ["h_0", "dh_T", "kernel"].map((name) => model.get(name));
  const W_h = scaled(model.get("orthogonal"), model.get("gain"));
  const x = scaled(model.get("x"), model.get("input_size"));
  const states = rnnStates(x, h_0, kernel, W_h, new Array(W_h.length).fill(0));
  return gradientLengths(states, dh_T, W_h);
}

/** Where a length stands between the lowest line of the plot (0) and the highest (1). */
function height(model, length) {
  const [low, high] = model.get("powers");
  return Math.min(1, Math.max(0, (Math.log10(length) - low) / (high - low)));
}

/** How full a box is: from 0, a millionth or less, to 1, as long as at the end or longer. */
function shade(length) {
  return Math.min(1, Math.max(0, 1 + Math.log10(length) / 6));
}

function drawnNumbers(model, lengths) {
  const numbers = {};
  lengths.forEach((length, back) => {
    numbers[`left_${back}`] = height(model, length);
    numbers[`bound_${back}`] = height(model, model.get("gain") ** back);
    numbers[`box_${back}`] = shade(length);
  });
  return numbers;
}

/** A number as 3.210 × 10⁻⁴; 0 and 1 as they are. */
function powerOfTen(value) {
  if (value === 0 || value === 1) return String(value);
  const [digits, exponent] = value.toExponential(3).split("e");
  const raised = [...String(Number(exponent))].map((sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]);
  return `${digits}\u00a0×\u00a010${raised.join("")}`;
}

function sentence(model, lengths) {
  const [gain, size, back] = ["gain", "input_size", "back"].map((name) => model.get(name));
  return (
    `Gain ${shown(gain)}, input size ${shown(size)}. After ${back} steps back, ` +
    `${powerOfTen(lengths[back])} of the gradient is left; ` +
    `the bound, gain to the power ${back}, is ${powerOfTen(gain ** back)}.`
  );
}

function render({ model, el }) {
  const picture = element("div", { class: "picture" });
  picture.innerHTML = model.get("drawing");
  const text = liveText("sentence");
  picture.append(text.el);
  const time = model.get("x").length;
  const back = placeSlider(model, {
    trait: "back",
    label: "read the gradient",
    words: (steps) => `${steps} steps back`,
    min: 0,
    max: time,
  });
  arrange(el, picture, [
    slider(model, { trait: "gain", label: ["gain"], min: 0.4, max: 2, step: 0.05 }),
    slider(model, { trait: "input_size", label: ["input size"], min: 0, max: 2, step: 0.05 }),
    back.el,
  ]);
  return follow(model, ["gain", "input_size", "back"], () => {
    const lengths = lengthsBack(model);
    fill(picture, drawnNumbers(model, lengths));
    for (const mark of picture.querySelectorAll("[data-back]")) {
      mark.toggleAttribute("data-chosen", Number(mark.dataset.back) === model.get("back"));
    }
    text.say(sentence(model, lengths));
  });
}
