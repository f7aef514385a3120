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

// What neither the style sheet nor a program that reads aloud makes use of.
const UNUSED = ['(?:data-mjx-[\\w-]+|unselectable|xmlns|texclass)="[^"]*"', 'class="mjx-[a-z]{1,3}"'];
const NEEDLESS = new RegExp(` (?:${UNUSED.join("|")}|style="position: relative;")`, "g");
const lean = (html) => html.replace(NEEDLESS, "");

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
