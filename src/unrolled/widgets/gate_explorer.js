// The figure of a cell beside what the learner's function returns for the same inputs. The drawing
// computes by itself; Python calls the function and writes `ends` and `report`.

function render({ model, el }) {
  const picture = cellPicture(model);
  const report = element("div", { class: "report", "aria-live": "polite", "aria-atomic": "true" });
  const place = element("div", { class: "picture explorer" }, picture.el, report);
  const settle = whenSettled(() => (report.innerHTML = model.get("report")));
  const show = () => {
    picture.show();
    for (const [name, text] of Object.entries(model.get("ends"))) {
      for (const number of place.querySelectorAll(`.end [data-value="${name}"]`)) {
        number.textContent = text;
      }
    }
    settle();
  };
  const controls = CELL.controls(model).filter((control) => !control.querySelector("select"));
  report.innerHTML = model.get("report");
  arrange(el, place, [...controls, buttonRow(againButton(model))]);
  return follow(model, [...CELL.inputs, "ends", "report"], show);
}
