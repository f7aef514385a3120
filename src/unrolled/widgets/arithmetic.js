// The equations of unrolled/lstm.py and unrolled/gru.py. A matrix is a list of rows.

function sigmoid(a) {
  return 0.5 + 0.5 * Math.tanh(0.5 * a);
}

function product(left, right) {
  return left.map((row) =>
    right[0].map((_, column) => row.reduce((sum, entry, k) => sum + entry * right[k][column], 0)),
  );
}

/** Apply ``f`` entry by entry: entrywise((a, b) => a * b, A, B). */
function entrywise(f, first, ...others) {
  return first.map((row, i) => row.map((entry, j) => f(entry, ...others.map((o) => o[i][j]))));
}

function plus(matrix, row) {
  return matrix.map((entries) => entries.map((entry, j) => entry + row[j]));
}

function add(left, right) {
  return entrywise((a, b) => a + b, left, right);
}

function times(left, right) {
  return entrywise((a, b) => a * b, left, right);
}

/** Split the columns into equal blocks. */
function blocks(matrix, count) {
  const width = matrix[0].length / count;
  return Array.from({ length: count }, (_, k) =>
    matrix.map((row) => row.slice(k * width, (k + 1) * width)),
  );
}

function lstmStep(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias) {
  const a = plus(add(product(x_t, kernel), product(h_prev, recurrent_kernel)), bias);
  const [a_i, a_f, a_c, a_o] = blocks(a, 4);
  const [i_t, f_t, o_t] = [a_i, a_f, a_o].map((block) => entrywise(sigmoid, block));
  const c_tilde = entrywise(Math.tanh, a_c);
  const kept = times(f_t, c_prev);
  const written = times(i_t, c_tilde);
  const c_t = add(kept, written);
  const tanh_c = entrywise(Math.tanh, c_t);
  const h_t = times(o_t, tanh_c);
  return { a_i, a_f, a_c, a_o, i_t, f_t, c_tilde, o_t, kept, written, c_t, tanh_c, h_t };
}

/** The reset gate acts before the product, and z takes the new state (Chung et al. 2014). */
function gruStep(x_t, h_prev, kernel, recurrent_kernel, bias) {
  const [x_z, x_r, x_h] = blocks(plus(product(x_t, kernel), bias), 3);
  const [W_hz, W_hr, W_hh] = blocks(recurrent_kernel, 3);
  const a_z = add(x_z, product(h_prev, W_hz));
  const a_r = add(x_r, product(h_prev, W_hr));
  const [z_t, r_t] = [a_z, a_r].map((block) => entrywise(sigmoid, block));
  const seen = times(r_t, h_prev);
  const a_h = add(x_h, product(seen, W_hh));
  const h_tilde = entrywise(Math.tanh, a_h);
  const rest = entrywise((z) => 1 - z, z_t);
  const kept = times(rest, h_prev);
  const written = times(z_t, h_tilde);
  const h_t = add(kept, written);
  return { a_z, a_r, a_h, z_t, r_t, seen, h_tilde, rest, kept, written, h_t };
}

/** Keras' form: the reset gate acts after the product, and z keeps the old state. */
function gruStepResetAfter(x_t, h_prev, kernel, recurrent_kernel, bias, recurrent_bias) {
  const [x_z, x_r, x_h] = blocks(plus(product(x_t, kernel), bias), 3);
  const [m_z, m_r, m_t] = blocks(plus(product(h_prev, recurrent_kernel), recurrent_bias), 3);
  const a_z = add(x_z, m_z);
  const a_r = add(x_r, m_r);
  const [z_t, r_t] = [a_z, a_r].map((block) => entrywise(sigmoid, block));
  const seen = times(r_t, m_t);
  const a_h = add(x_h, seen);
  const h_tilde = entrywise(Math.tanh, a_h);
  const rest = entrywise((z) => 1 - z, z_t);
  const kept = times(z_t, h_prev);
  const written = times(rest, h_tilde);
  const h_t = add(kept, written);
  return { x_h, a_z, a_r, a_h, z_t, r_t, m_t, seen, h_tilde, rest, kept, written, h_t };
}
