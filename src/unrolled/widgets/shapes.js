// What a call of a Keras layer returns: names, axes, and how many numbers the layer learns.

const STATES = { SimpleRNN: ["h"], LSTM: ["h", "c"], GRU: ["h"] };
const BLOCKS = { SimpleRNN: 1, LSTM: 4, GRU: 3 };
const BIASES = { SimpleRNN: 1, LSTM: 1, GRU: 2 }; // of a unit in a block; reset_after=True

/** Every value that the call returns, in order: name, and axes as lists of name, size, parts. */
function returnedValues(call) {
  const directions = call.bidirectional ? ["forward_", "backward_"] : [""];
  const merged = call.bidirectional && call.merge_mode !== "None";
  const parts = merged && call.merge_mode === "concat" ? 2 : 1;
  const batch = ["batch", call.batch, 1];
  const time = call.return_sequences ? [["time", call.time, 1]] : [];
  const outputs = (merged ? [""] : directions).map((direction) => ({
    name: `${direction}output`,
    axes: [batch, ...time, ["units", parts * call.units, parts]],
  }));
  const states = directions.flatMap((direction) =>
    STATES[call.kind].map((state) => ({
      name: `${direction}${state}`,
      axes: [batch, ["units", call.units, 1]],
    })),
  );
  return call.return_state ? [...outputs, ...states] : outputs;
}

/** The layer has an equal block of weights for each gate, in each direction. */
function parameterCount({ kind, units, features, bidirectional }) {
  const block = units * (features + units + BIASES[kind]);
  return (bidirectional ? 2 : 1) * BLOCKS[kind] * block;
}

/** The call as a line of Python: what comes back, and the layer in Keras' words. */
function callInWords(call) {
  const options = ["return_sequences", "return_state"].filter((option) => call[option]);
  const layer = `${call.kind}(${[call.units, ...options.map((name) => `${name}=True`)].join(", ")})`;
  const mode = call.merge_mode === "None" ? "None" : `"${call.merge_mode}"`;
  const merging = call.merge_mode === "concat" ? "" : `, merge_mode=${mode}`;
  const made = call.bidirectional ? `Bidirectional(${layer}${merging})` : layer;
  return `${returnedValues(call).map(({ name }) => name).join(", ")} = ${made}(x)`;
}
