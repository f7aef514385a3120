// Networks along a sequence: unrolled/rnn.py, and an LSTM that reads words. Uses arithmetic.js.

function rnnStep(x_t, h_prev, kernel, recurrent_kernel, bias) {
  const a_t = plus(add(product(x_t, kernel), product(h_prev, recurrent_kernel)), bias);
  return entrywise(Math.tanh, a_t);
}

/** What rnn_step_backward sends back to h_prev: da_t W_h^T, with da_t = dh_t (1 - h_t^2). */
function rnnStepBackward(dh_t, h_t, recurrent_kernel) {
  const da_t = entrywise((dh, h) => dh * (1 - h * h), dh_t, h_t);
  return product(da_t, transposed(recurrent_kernel));
}

/** The states h_0, h_1 ... h_T for the inputs x (time, features), each a matrix with one row. */
function rnnStates(x, h_0, kernel, recurrent_kernel, bias) {
  const states = [h_0];
  for (const row of x) states.push(rnnStep([row], states.at(-1), kernel, recurrent_kernel, bias));
  return states;
}

/** The lengths of dh_T, dh_(T-1) ... dh_0: the gradient dh_T, carried back step by step. */
function gradientLengths(states, dh_T, recurrent_kernel) {
  const gradients = [dh_T];
  for (const h_t of states.slice(1).reverse()) {
    gradients.push(rnnStepBackward(gradients.at(-1), h_t, recurrent_kernel));
  }
  return gradients.map(([row]) => Math.hypot(...row));
}

/** Read rows (words, features) with an LSTM: after each, its gates, states and the probability. */
function readWords(rows, { kernel, recurrent_kernel, bias, readout, readout_bias }) {
  let h_t = [new Array(recurrent_kernel.length).fill(0)];
  let c_t = h_t;
  return rows.map((row) => {
    const step = lstmStep([row], h_t, c_t, kernel, recurrent_kernel, bias);
    ({ h_t, c_t } = step);
    const [[score]] = plus(product(h_t, readout), readout_bias);
    return { ...step, probability: sigmoid(score) };
  });
}

function transposed(matrix) {
  return matrix[0].map((_, column) => matrix.map((row) => row[column]));
}

function scaled(matrix, factor) {
  return entrywise((entry) => factor * entry, matrix);
}
