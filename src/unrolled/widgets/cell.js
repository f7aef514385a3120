// What the figures of one cell share. A cell here has one unit, so every value is one number.

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
  const read = whenSettled(() => fill(text, values));
  const show = (next) => {
    const isFirst = values === null;
    values = next;
    fill(drawing, values);
    if (isFirst) fill(text, values);
    else read();
  };
  return { el, show };
}

/** Buttons that hand the new states on to the next step, and that go back to the first one. */
function stepButtons(model, next) {
  const names = ["x_t", "bias", ...Object.keys(next())];
  const first = Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const put = (state) => {
    for (const [name, value] of Object.entries(state)) model.set(name, value);
    model.save_changes();
  };
  return buttonRow(
    button("Next step", () => put(next())),
    button("Start again", () => put(first)),
  );
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
