// One step of a GRU with one unit, in both of its forms.

const CELL = {
  inputs: ["x_t", "h_prev", "bias", "recurrent_bias", "form"],

  template: (model) => `gru_${model.get("form")}`,

  values(model) {
    const [x_t, h_prev] = ["x_t", "h_prev"].map((name) => [[model.get(name)]]);
    const weights = ["kernel", "recurrent_kernel", "bias"].map((name) => model.get(name));
    const step =
      model.get("form") === "notes"
        ? gruStep(x_t, h_prev, ...weights)
        : gruStepResetAfter(x_t, h_prev, ...weights, model.get("recurrent_bias"));
    return onlyEntries({ x_t, h_prev, ...step });
  },

  next: ({ h_t }) => ({ h_prev: h_t }),

  controls: (model) => [
    choice(model, {
      trait: "form",
      label: ["Form of the GRU"],
      options: [["notes", "of the notes"], ["keras", "of Keras"]],
    }),
    slider(model, { trait: "x_t", label: [symbol("x", "t"), " input"], min: -3, max: 3 }),
    slider(model, { trait: "h_prev", label: [symbol("h", "t−1"), " old state"], min: -1, max: 1 }),
    gateSlider(model, 0, "z", "z", "update gate"),
    gateSlider(model, 1, "r", "r", "reset gate"),
    gateSlider(model, 2, "c", "h", "candidate"),
    recurrentBiasSlider(model),
  ],
};

/** The bias that only Keras' form has: it is added to the product of the state. */
function recurrentBiasSlider(model) {
  const control = slider(model, {
    trait: "recurrent_bias",
    index: 2,
    label: [symbol("b′", "h"), " recurrent bias, only of Keras"],
    min: -8,
    max: 8,
    className: "gate-c",
  });
  const range = control.querySelector("input");
  const enable = () => (range.disabled = model.get("form") === "notes");
  model.on("change:form", enable);
  enable();
  return control;
}
