// One step of an LSTM with one unit.

function lstmValues(model) {
  const [x_t, h_prev, c_prev] = ["x_t", "h_prev", "c_prev"].map((name) => [[model.get(name)]]);
  const weights = ["kernel", "recurrent_kernel", "bias"].map((name) => model.get(name));
  return onlyEntries({ x_t, h_prev, c_prev, ...lstmStep(x_t, h_prev, c_prev, ...weights) });
}

function lstmControls(model) {
  return [
    slider(model, { trait: "x_t", label: [symbol("x", "t"), " input"], min: -3, max: 3 }),
    slider(model, { trait: "h_prev", label: [symbol("h", "t−1"), " hidden state"], min: -1, max: 1 }),
    slider(model, { trait: "c_prev", label: [symbol("c", "t−1"), " cell state"], min: -3, max: 3 }),
    gateSlider(model, 0, "i", "i", "input gate"),
    gateSlider(model, 1, "f", "f", "forget gate"),
    gateSlider(model, 2, "c", "c", "candidate"),
    gateSlider(model, 3, "o", "o", "output gate"),
  ];
}

function render({ model, el }) {
  const picture = templatePicture(TEMPLATES.lstm_cell);
  const next = () => {
    const { h_t, c_t } = lstmValues(model);
    return { h_prev: h_t, c_prev: c_t };
  };
  arrange(el, picture.el, [...lstmControls(model), stepButtons(model, next)]);
  return follow(model, ["x_t", "h_prev", "c_prev", "bias"], () => picture.show(lstmValues(model)));
}
