// The arrays that a call of a Keras layer returns. array_drawing.py draws the first picture alike.

const CELL = 9; // of a drawn array, in units of the drawing
const MOST_CELLS = 8; // along an axis; longer ones are cut, and the label has their size
const MOST_SHEETS = 4;
const SHIFT = 5; // from one sheet to the next
const LEFT = 26;

/** Draw an array: the last axis to the right, the one before downwards, a third one backwards. */
function arrayDrawing(name, axes) {
  const [columns, rows, ...sheets] = [...axes].reverse();
  const [across, down] = [columns, rows].map(([, size]) => Math.min(size, MOST_CELLS));
  const [width, height, top] = [across * CELL, down * CELL, sheets.length ? 34 : 8];
  let grid = "";
  for (let i = 0; i <= across; i++) grid += `M${LEFT + i * CELL} ${top}v${height}`;
  for (let i = 0; i <= down; i++) grid += `M${LEFT} ${top + i * CELL}h${width}`;
  const middle = `M${LEFT + width / 2} ${top - 4}v${height + 8}`;
  const halves = columns[2] === 2 ? `<path class="halves" d="${middle}"/>` : "";
  const corner = `translate(${LEFT - 8} ${top}) rotate(-90)`;
  return (
    `<svg viewBox="0 0 130 ${Math.max(70, top + height + 22)}" role="img" ` +
    `aria-label="${name}, an array drawn as a grid: ${axes.map(label).join(", ")}">` +
    `<path d="${grid}${behind(sheets, top, width, height)}"/>${halves}` +
    sheets.map((axis) => `<text x="${LEFT}" y="14">${label(axis)}</text>`).join("") +
    `<text transform="${corner}" class="end">${label(rows)}</text>` +
    `<text x="${LEFT}" y="${top + height + 16}">${label(columns)}</text></svg>`
  );
}

/** The edges of the sheets that look out behind the first one. */
function behind(sheets, top, width, height) {
  let edges = "";
  for (const [, size] of sheets) {
    for (let k = 1; k < Math.min(size, MOST_SHEETS); k++) {
      const [x, y] = [LEFT + k * SHIFT, top - k * SHIFT];
      edges += `M${x} ${y + SHIFT}V${y}h${width}v${height}h${-SHIFT}`;
    }
  }
  return edges;
}

function label([name, size, parts]) {
  return parts === 2 ? `${name} ${size / 2} + ${size / 2}` : `${name} ${size}`;
}

function card({ name, axes }) {
  const shape = `(${axes.map(([, size]) => size).join(", ")})`;
  return `<li><b>${name}</b> <span>${shape}</span>${arrayDrawing(name, axes)}</li>`;
}

function arraysOf(call) {
  const x = { name: "x", axes: ["batch", "time", "features"].map((axis) => [axis, call[axis], 1]) };
  return (
    `<p class="call">${callInWords(call)}</p>` +
    `<ol class="arrays">${[x, ...returnedValues(call)].map(card).join("")}</ol>`
  );
}

function inWords(call) {
  const values = returnedValues(call);
  const many = values.length === 1 ? "1 value comes" : `${values.length} values come`;
  const directions = call.bidirectional ? "2 directions × " : "";
  const blocks = BLOCKS[call.kind] === 1 ? "1 block" : `${BLOCKS[call.kind]} blocks`;
  const biases = BIASES[call.kind] === 1 ? "1 bias" : `${BIASES[call.kind]} biases`;
  return (
    `${many} back. The layer has ${parameterCount(call)} parameters: ${directions}${blocks} × ` +
    `${call.units} units × (${call.features} features + ${call.units} units + ${biases}).`
  );
}

function checkbox(model, { trait, text }) {
  const { get, set } = input(model, trait);
  const box = element("input", { type: "checkbox", change: () => set(box.checked) });
  const show = () => (box.checked = get());
  model.on(`change:${trait}`, show);
  show();
  return element("label", { class: "control check" }, box, element("span", { class: "name" }, text));
}

function callControls(model) {
  const size = (trait) => numberField(model, { trait, label: [trait], min: 1, max: 99 });
  const named = (names) => names.map((name) => [name, name]);
  const merging = choice(model, {
    trait: "merge_mode",
    label: ["merge_mode"],
    options: named(["concat", "sum", "mul", "ave", "None"]),
  });
  const row = (...controls) => element("div", { class: "beside" }, ...controls);
  const kinds = named(["SimpleRNN", "LSTM", "GRU"]);
  return {
    merging,
    rows: [
      row(choice(model, { trait: "kind", label: ["layer"], options: kinds }), size("units")),
      row(
        checkbox(model, { trait: "return_sequences", text: "return_sequences" }),
        checkbox(model, { trait: "return_state", text: "return_state" }),
      ),
      row(checkbox(model, { trait: "bidirectional", text: "Bidirectional" }), merging),
      row(size("batch"), size("time"), size("features")),
    ],
  };
}

const INPUTS = ["kind", "units", "return_sequences", "return_state", "bidirectional"].concat(
  ["merge_mode", "batch", "time", "features"],
);

function render({ model, el }) {
  const arrays = element("div");
  const text = liveText("sentence");
  const controls = callControls(model);
  arrange(el, element("div", { class: "picture" }, arrays, text.el), controls.rows);
  return follow(model, INPUTS, () => {
    const call = Object.fromEntries(INPUTS.map((name) => [name, model.get(name)]));
    controls.merging.querySelector("select").disabled = !call.bidirectional;
    arrays.innerHTML = arraysOf(call);
    text.say(inWords(call));
  });
}
