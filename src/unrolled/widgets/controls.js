// What figures are made of: elements, controls that set one input of the model, and numbers.

/** Make an element: attributes by name, listeners as functions, children as given. */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** A number as text: so many decimals, and a real minus sign. */
function shown(value, decimals = 3) {
  const text = value.toFixed(decimals);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
}

/** A name as the equations write it: symbol("h", "t−1"). The space is heard, and not seen. */
function symbol(letter, index) {
  return element("span", { class: "symbol" }, `${letter} `, element("sub", {}, index));
}

/** Fill the places of a template, once it is part of ``root``; templates.py does the same. */
function fill(root, values) {
  for (const place of root.querySelectorAll("[data-value]")) {
    place.textContent = shown(values[place.dataset.value]);
  }
  for (const wire of root.querySelectorAll("[data-wire]")) {
    const value = values[wire.dataset.wire];
    wire.toggleAttribute("data-negative", value < 0);
    wire.style.setProperty("--strength", Math.min(1, Math.abs(value)).toFixed(3));
  }
}

/** Put a picture and its controls into ``el``, beside each other where there is room. */
function arrange(el, picture, controls) {
  el.classList.add("moving");
  const board = element("div", { class: "controls" }, ...controls);
  const stage = element("div", { class: "stage live" }, picture, board);
  el.append(stage);
  return stage;
}

/** Follow inputs of the model; returns a function that ends this. */
function follow(model, names, draw) {
  const events = names.map((name) => `change:${name}`).join(" ");
  model.on(events, draw);
  draw();
  return () => model.off(events, draw);
}

/** Read and write one input, or one entry of an input that is a list. */
function input(model, trait, index) {
  const get = () => (index === undefined ? model.get(trait) : model.get(trait)[index]);
  const set = (value) => {
    const list = index === undefined ? null : [...model.get(trait)];
    if (list) list[index] = value;
    model.set(trait, list ?? value);
    model.save_changes();
  };
  return { get, set };
}

/**
 * A slider with its name and value, for a number of the model.
 * ``label``: a list of texts and elements. A value beyond the ends moves them.
 */
function slider(model, { trait, index, label, min, max, step = 0.1, className = "" }) {
  const { get, set } = input(model, trait, index);
  const range = element("input", { type: "range", step, input: () => set(range.valueAsNumber) });
  const value = element("span", { class: "value", "aria-hidden": "true" }); // the slider says it
  const show = () => {
    range.min = Math.min(min, Math.floor(get()));
    range.max = Math.max(max, Math.ceil(get()));
    range.value = get();
    value.textContent = shown(get());
    range.setAttribute("aria-valuetext", shown(get()));
  };
  model.on(`change:${trait}`, show);
  show();
  const name = element("span", { class: "name" }, ...label);
  return element("label", { class: `control ${className}` }, name, value, range);
}

/** A field for a whole number of the model, from ``min`` to ``max``. */
function numberField(model, { trait, index, label, min, max }) {
  const { get, set } = input(model, trait, index);
  const change = () => {
    const wanted = Math.round(field.valueAsNumber);
    if (Number.isFinite(wanted)) set(Math.min(max, Math.max(min, wanted)));
    show();
  };
  const field = element("input", { type: "number", min, max, step: 1, change });
  const show = () => (field.value = get());
  model.on(`change:${trait}`, show);
  show();
  return element("label", { class: "control" }, element("span", { class: "name" }, ...label), field);
}

/** One of several options of the model; ``options`` is a list of pairs, value and name. */
function choice(model, { trait, label, options }) {
  const { get, set } = input(model, trait);
  const items = options.map(([value, name]) => element("option", { value }, name));
  const select = element("select", { change: () => set(select.value) }, ...items);
  const show = () => (select.value = get());
  model.on(`change:${trait}`, show);
  show();
  return element("label", { class: "control" }, element("span", { class: "name" }, ...label), select);
}

/** A button, and a row of buttons. */
function button(label, click) {
  return element("button", { type: "button", click }, ...[label].flat());
}

function buttonRow(...buttons) {
  return element("div", { class: "control buttons" }, ...buttons);
}

/** Whether the reader has asked that nothing moves by itself. */
function motionIsReduced() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Call ``action`` when nothing has asked for it again for a while: screen readers read once. */
function whenSettled(action, pause = 400) {
  let timer = null;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, pause);
  };
}

/** A text that screen readers read when it has changed and come to rest. */
function liveText(className = "values") {
  const el = element("p", { class: className, "aria-live": "polite" });
  let next = "";
  const settle = whenSettled(() => (el.textContent = next));
  const say = (text) => {
    next = text;
    if (el.textContent === "") el.textContent = text;
    else settle();
  };
  return { el, say };
}
