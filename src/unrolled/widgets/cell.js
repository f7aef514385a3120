// What the figures of one cell share. A cell here has one unit, so every value is one number.
// lstm_cell.js and gru_cell.js say what a CELL is: its inputs, and how it looks and computes.

/** The only entry of each matrix, by name. */
function onlyEntries(matrices) {
  return Object.fromEntries(Object.entries(matrices).map(([name, [[entry]]]) => [name, entry]));
}

/** A picture made from a template. show(values) fills the drawing now, the text when at rest. */
function templatePicture(template) {
  const el = element("div", { class: "picture" });
  el.innerHTML = template;
  const [drawing, text] = el.children;
  let values = null;
  const settle = whenSettled(() => fill(text, values));
  const show = (next) => {
    const isFirst = values === null;
    values = next;
    fill(drawing, values);
    if (isFirst) fill(text, values);
    else settle();
  };
  return { el, show };
}

/** The picture of the cell, which can have several forms. */
function cellPicture(model) {
  const el = element("div", { class: "picture" });
  const pictures = {};
  const show = () => {
    const name = CELL.template(model);
    pictures[name] ??= templatePicture(TEMPLATES[name]);
    pictures[name].show(CELL.values(model));
    if (!el.contains(pictures[name].el)) el.replaceChildren(pictures[name].el);
  };
  return { el, show };
}

function put(model, state) {
  for (const [name, value] of Object.entries(state)) model.set(name, value);
  model.save_changes();
}

/** A button that hands the new states on to the next step. */
function nextButton(model) {
  return button("Next step", () => put(model, CELL.next(CELL.values(model))));
}

/** A button that sets every input back to what it is now. */
function againButton(model) {
  const first = Object.fromEntries(CELL.inputs.map((name) => [name, model.get(name)]));
  return button("Start again", () => put(model, first));
}

function gateSlider(model, index, gate, letter, name) {
  return slider(model, {
    trait: "bias",
    index,
    label: [symbol("b", letter), ` bias of the ${name}`],
    min: -8,
    max: 8,
    className: `gate-${gate}`,
  });
}
