// Typesets equations with MathJax, for typeset.py: reads {tex, display} as one line of JSON for each
// equation, and answers each with one line, {html} or {error}. The first line is the style sheet.
const mathjax = process.argv[2];
const lines = require("readline").createInterface({ input: process.stdin });

const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

const stop = (_, error) => {
  throw error;
};

global.MathJax = {
  loader: {
    paths: { mathjax },
    require,
    load: ["input/tex", "output/chtml", "adaptors/liteDOM", "a11y/assistive-mml", "[tex]/html"],
  },
  tex: {
    packages: { "[+]": ["html"], "[-]": ["noundefined"] }, // an unknown command is a mistake
    formatError: stop,
  },
  chtml: { adaptiveCSS: false, fontURL: "mathjax", matchFontHeight: false },
  startup: { typeset: false },
};

// What readers and readers' programs make no use of.
const lean = (html) =>
  html.replace(/ (?:(?:data-mjx-[\w-]+|unselectable|xmlns)="[^"]*"|style="position: relative;")/g, "");

async function typeset({ tex, display }) {
  try {
    const node = await MathJax.tex2chtmlPromise(tex, { display });
    return { html: lean(MathJax.startup.adaptor.outerHTML(node)) };
  } catch (error) {
    return { error: error.message };
  }
}

require(`${mathjax}/startup.js`);
MathJax.startup.promise.then(async () => {
  say({ css: MathJax.startup.adaptor.textContent(MathJax.chtmlStylesheet()) });
  for await (const line of lines) say(await typeset(JSON.parse(line)));
});
