// The list of cases and its form.

const $ = (id) => document.getElementById(id);
const list = $("list"), form = $("filter");
const atFirst = 100;
let matching = [], shown = 0;

function show(upTo) {
  const part = document.createDocumentFragment();
  for (; shown < Math.min(upTo, matching.length); shown++) part.append(row(matching[shown]));
  list.append(part);
  const left = matching.length - shown;
  $("more").hidden = left === 0;
  $("shown").textContent = left === 0 ? "" : `(on paper: the first ${thousands.format(shown)})`;
  $("more-some").textContent = `Show ${thousands.format(Math.min(left, atFirst * 2))} more`;
  $("more-all").textContent = `Show all ${thousands.format(matching.length)}`;
}

// apply shows what is asked for.
function apply(w) {
  const { cases, counts } = filter(w);
  matching = cases;
  shown = 0;
  list.replaceChildren();
  show(atFirst);
  fill(w, counts);
  if (w.case && cases.length === 1) list.querySelector("details").open = true;
}

// fill makes the form say what the address does.
function fill(w, counts) {
  for (const key of ["q", "in", "level", "label", "server", "sort"]) {
    const field = form.elements[key];
    if (field && field.value !== w[key] && document.activeElement !== field) field.value = w[key];
  }
  const verdicts = new Set(w.verdict.split(","));
  for (const box of form.querySelectorAll("input[name=verdict]")) box.checked = verdicts.has(box.value);
  if ($("f-differ")) $("f-differ").checked = w.differ !== "";
  for (const n of form.querySelectorAll("[data-n]")) n.textContent = thousands.format(counts[n.dataset.n] || 0);
  $("count").textContent = matching.length === data.cases.length ? counted(matching.length, "case") : `${thousands.format(matching.length)} of ${counted(data.cases.length, "case")}`;
  $("only").textContent = [w.req && "of requirement " + w.req, w.case && "with the id " + w.case].filter(Boolean).join(", ");
  $("clear").hidden = keys.every((key) => key === "sort" || !w[key]);
}

// asked reads the form. What has no field stays, until the filter is cleared or a search
// begins.
function asked() {
  const fields = new FormData(form);
  const out = { req: wanted()?.req };
  for (const key of ["q", "in", "level", "label", "server", "sort", "differ"]) out[key] = fields.get(key) || "";
  out.verdict = fields.getAll("verdict").join(",");
  return out;
}

function change() {
  const w = asked();
  history.replaceState(null, "", link(w));
  apply(w);
}

let pause = 0;
form.addEventListener("input", (e) => {
  clearTimeout(pause);
  if (e.target.id === "f-q") pause = setTimeout(change, 120);
  else change();
});
form.addEventListener("submit", (e) => {
  e.preventDefault();
  clearTimeout(pause);
  change();
});
$("clear").addEventListener("click", () => {
  history.replaceState(null, "", link({}));
  form.reset();
  apply(wanted());
  $("f-q").focus();
});
$("more-some").addEventListener("click", () => showMore(shown + atFirst * 2));
$("more-all").addEventListener("click", () => showMore(matching.length));

// showMore keeps the keyboard where the new rows begin.
function showMore(upTo) {
  const next = shown;
  show(upTo);
  list.children[next]?.querySelector("summary").focus();
}

// A link that asks for cases leads to them.
addEventListener("hashchange", () => {
  const w = wanted();
  if (!w) return;
  apply(w);
  $("h-cases").focus();
});

// Sections are folded under their document.
const folds = [...document.querySelectorAll(".matrix .fold")];
function fold(button, open) {
  button.setAttribute("aria-expanded", open);
  button.closest("tbody").classList.toggle("open", open);
}
for (const button of folds) {
  button.hidden = false;
  button.nextElementSibling.hidden = true;
  fold(button, false);
  button.addEventListener("click", () => fold(button, button.getAttribute("aria-expanded") !== "true"));
}
$("unfold").addEventListener("click", (e) => {
  const open = e.target.getAttribute("aria-expanded") !== "true";
  e.target.setAttribute("aria-expanded", open);
  e.target.textContent = open ? "Hide the sections" : "Show all sections";
  for (const button of folds) fold(button, open);
});

// Where nothing but text was written without a script, its escapes are highlighted too: when it is
// seen first.
function dress(within) {
  for (const e of within.querySelectorAll("code.octets.plain")) {
    const text = e.textContent;
    e.replaceChildren();
    e.classList.remove("plain");
    octets(text, e);
  }
}
dress($("target"));
for (const e of document.querySelectorAll(".violations details")) e.addEventListener("toggle", () => dress(e));
for (const e of document.querySelectorAll(".violations details[open]")) dress(e);
addEventListener("beforeprint", () => dress(document));

form.hidden = list.hidden = false;
apply(wanted() || nothing);
// The list has moved what is below it.
if (!wanted()) document.getElementById(location.hash.slice(1))?.scrollIntoView();
