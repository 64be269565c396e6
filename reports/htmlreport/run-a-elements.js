// Elements are made of names and texts alone: nothing that a server has sent is ever parsed
// as markup.
"use strict";

// element makes one. Attributes whose value is null or false are left out.
function element(name, attributes, ...children) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value != null && value !== false) e.setAttribute(key, value === true ? "" : value);
  }
  e.append(...children.filter((c) => c != null && c !== false && c !== ""));
  return e;
}

const signs = { fail: "✗", error: "‼", warn: "!", unknown: "?", pass: "✓", info: "i", skip: "–", waived: "~" };
const worstFirst = Object.keys(signs);

// badge shows a verdict by sign and word.
function badge(verdict, word = verdict) {
  return element("span", { class: "v v-" + verdict }, element("span", { "aria-hidden": "true" }, signs[verdict]), " " + word);
}

// duration shows milliseconds with a unit that suits their size.
function duration(ms) {
  if (ms < 100) return ms.toFixed(1) + " ms";
  if (ms < 999.5) return ms.toFixed(0) + " ms";
  if (ms < 59950) return (ms / 1000).toFixed(1) + " s";
  const s = Math.round(ms / 1000);
  return `${Math.floor(s / 60)} min ${s % 60} s`;
}

const thousands = new Intl.NumberFormat("en-US");
function counted(n, one, many = one + "s") {
  return thousands.format(n) + " " + (n === 1 ? one : many);
}
