// What a page does beside showing itself: it marks the section that is read in the list of
// contents, leads back to the top, and lets the keyboard scroll what is wider than its box.
"use strict";

const links = [...document.querySelectorAll(".bd-toc-nav a[href^='#']")].map((link) => ({
  link,
  section: document.getElementById(decodeURIComponent(link.hash.slice(1))),
}));
const back = document.getElementById("pst-back-to-top");
let height = scrollY;

function follow() {
  const begun = links.filter(({ section }) => section?.getBoundingClientRect().top < 0.4 * innerHeight);
  links.forEach(({ link }) => link.classList.remove("active"));
  begun.at(-1)?.link.classList.add("active");
  if (back) back.style.display = scrollY < height && scrollY > innerHeight ? "block" : "none";
  height = scrollY;
}

back?.addEventListener("click", () => scrollTo(0, 0));
addEventListener("scroll", follow, { passive: true });

// A tab stop that nobody needs is a burden, so there is one only where something scrolls.
const BOXES =
  "article pre, article mjx-container[display], .pst-scrollable-table-container, .cell_output > *";
const seen = new ResizeObserver((boxes) => {
  const wide = boxes.filter(({ target }) => target.scrollWidth > target.clientWidth + 1);
  boxes.forEach(({ target }) => target.removeAttribute("tabindex"));
  wide.forEach(({ target }) => (target.tabIndex = 0));
});
document.querySelectorAll(BOXES).forEach((box) => seen.observe(box));

// On paper nobody opens what is folded.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("article details:not([open])")];
  folded.forEach((box) => (box.open = true));
});
addEventListener("afterprint", () => folded.forEach((box) => (box.open = false)));
