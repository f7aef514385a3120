// One step of an LSTM with one unit.

const CELL = {
  inputs: ["x_t", "h_prev", "c_prev", "bias"],

  template: () => "lstm_cell",

  values(model) {
    const [x_t, h_prev, c_prev] = ["x_t", "h_prev", "c_prev"].map((name) => [[model.get(name)]]);
    const weights = ["kernel", "recurrent_kernel", "bias"].map((name) => model.get(name));
    return onlyEntries({ x_t, h_prev, c_prev, ...lstmStep(x_t, h_prev, c_prev, ...weights) });
  },

  next: ({ h_t, c_t }) => ({ h_prev: h_t, c_prev: c_t }),

  controls: (model) => [
    slider(model, { trait: "x_t", label: [symbol("x", "t"), " input"], min: -3, max: 3 }),
    slider(model, { trait: "h_prev", label: [symbol("h", "t−1"), " hidden state"], min: -1, max: 1 }),
    slider(model, { trait: "c_prev", label: [symbol("c", "t−1"), " cell state"], min: -3, max: 3 }),
    gateSlider(model, 0, "i", "i", "input gate"),
    gateSlider(model, 1, "f", "f", "forget gate"),
    gateSlider(model, 2, "c", "c", "candidate"),
    gateSlider(model, 3, "o", "o", "output gate"),
  ],
};
