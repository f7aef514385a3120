// The figure of a cell that computes by itself.

function render({ model, el }) {
  const picture = cellPicture(model);
  const buttons = buttonRow(nextButton(model), againButton(model));
  arrange(el, picture.el, [...CELL.controls(model), buttons]);
  return follow(model, CELL.inputs, picture.show);
}
