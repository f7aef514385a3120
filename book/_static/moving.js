// Figures that move. Each one loads its code when it comes near, and keeps its still picture when
// that fails. The code is written for anywidget; Figure is the part of its model that it needs.
"use strict";

const unrolledFigures = {}; // name -> { render }, filled by the scripts in moving/

(() => {
  const FOLDER = new URL("moving/", document.currentScript.src);
  const NEAR = "800px";
  const loading = {};

  class Model {
    #state;
    #listeners = [];

    constructor(state) {
      this.#state = state;
    }

    get(name) {
      return this.#state[name];
    }

    set(name, value) {
      if (JSON.stringify(this.#state[name]) === JSON.stringify(value)) return;
      this.#state[name] = value;
      for (const event of [`change:${name}`, "change"]) {
        for (const listener of [...this.#listeners]) {
          if (listener.event === event) listener.callback();
        }
      }
    }

    on(events, callback) {
      for (const event of events.split(" ")) this.#listeners.push({ event, callback });
    }

    off(events, callback) {
      const left = (one) => events.split(" ").includes(one.event) && one.callback === callback;
      this.#listeners = this.#listeners.filter((one) => !left(one));
    }

    save_changes() {} // nobody else has a copy
    send() {}
  }

  function load(name) {
    loading[name] ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL(`${name}.js`, FOLDER);
      script.onload = resolve;
      script.onerror = () => reject(new Error(`${script.src} cannot be loaded`));
      document.head.append(script);
    });
    return loading[name];
  }

  async function start(figure) {
    const still = figure.querySelector(".stage");
    try {
      const model = new Model(JSON.parse(figure.querySelector("script").textContent));
      await load(figure.dataset.widget);
      const live = document.createElement("div");
      await unrolledFigures[figure.dataset.widget].render({ model, el: live });
      still.replaceWith(...live.childNodes);
    } catch (error) {
      console.error(`The figure ${figure.dataset.widget} stays still:`, error);
    }
  }

  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        start(target);
      }
    },
    { rootMargin: NEAR },
  );
  document.querySelectorAll("figure.moving[data-widget]").forEach((figure) => near.observe(figure));
})();
