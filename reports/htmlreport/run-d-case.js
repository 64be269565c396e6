// One case: its row, and what is below it when it is opened.

const eventsAtFirst = 200;

function row(c) {
  const summary = element("summary", null);
  const what = element("span", { class: "what" }, element("code", { class: "id" }, c.id), " ", element("span", { class: "title" }, c.title));
  const where = element("span", { class: "where" }, data.sections[c.section].name, " ", c.level && element("b", null, c.level));
  if (several) {
    const chips = element("span", { class: "chips" });
    c.results.forEach((r, i) => {
      if (r) chips.append(element("span", { class: "v v-" + r.verdict }, element("span", { "aria-hidden": "true" }, signs[r.verdict]), " ", data.servers[i], element("span", { class: "aside" }, ": " + r.verdict)));
      else chips.append(element("span", { class: "v absent" }, data.servers[i], element("span", { class: "aside" }, ": not run")));
    });
    summary.append(what, where, chips);
  } else {
    summary.append(badge(c.results[0].verdict), what, where, element("span", { class: "ms" }, duration(c.results[0].ms)));
  }
  const box = element("details", null, summary);
  box.addEventListener("toggle", () => {
    if (box.open && box.childElementCount === 1) box.append(body(c));
  });
  return element("li", { "data-case": c.id }, box);
}

function body(c) {
  const rules = element("ul", { class: "rules" });
  for (const q of c.reqs) {
    const r = data.requirements[q];
    rules.append(element("li", null, rule(r), r.text && element("p", null, r.text)));
  }
  const about = element("p", { class: "about muted" }, "scenario ", element("code", null, c.place));
  if (c.policy) about.append(", policy ", data.readings[c.reading || 0]);
  if (c.labels.length > 0) {
    about.append(", ", c.labels.length === 1 ? "label " : "labels ");
    c.labels.forEach((l, i) => about.append(i > 0 ? ", " : "", element("a", { href: link({ label: data.labels[l] }) }, data.labels[l])));
  }
  about.append(", ", element("a", { href: link({ case: c.id }) }, "link to this case"));
  const sides = element("div", { class: several ? "sides" : null });
  c.results.forEach((r, i) => sides.append(side(c, r, i)));
  return element("div", { class: "body" }, rules, about, sides);
}

function rule(r) {
  return element("p", { class: "rule-head" }, element("b", { class: "level" }, r.level), " ", element("span", null, r.ref), " ", element("code", { class: "muted" }, r.id));
}

// side is what came of a case at one server.
function side(c, r, server) {
  const out = element("section", { class: "side" });
  if (several) {
    const head = element("h3", null, data.servers[server]);
    out.setAttribute("aria-label", data.servers[server]);
    if (!r) {
      out.append(head, element("p", { class: "muted" }, "This case was not run against it."));
      return out;
    }
    out.append(element("div", { class: "side-head" }, head, badge(r.verdict), element("span", { class: "muted" }, duration(r.ms))));
  }
  const d = details().cases[c.number][server];
  const found = [...(d.findings || [])].sort((a, b) => worstFirst.indexOf(a.verdict) - worstFirst.indexOf(b.verdict));
  if (r.reason && !r.told) out.append(octets(r.reason, element("p", { class: "why" })));
  for (const f of found) out.append(finding(f, c));
  if ((d.events || []).length > 0) out.append(transcript(d));
  else if (found.length === 0 && !r.reason) out.append(element("p", { class: "muted" }, "There is no transcript."));
  return out;
}

function finding(f, c) {
  const { texts } = details();
  const out = element("div", { class: "finding-box b-" + f.verdict });
  const head = element("p", { class: "finding-head" }, badge(f.verdict), " ", f.kind && element("span", null, f.kind), " ", element("span", { class: "muted" }, "at " + duration(f.at)));
  if (f.place) head.append(" ", element("code", { class: "muted" }, f.place));
  out.append(head);
  const r = requirementsByID.get(f.req);
  if (r && (c.reqs.length !== 1 || data.requirements[c.reqs[0]] !== r)) out.append(rule(r));
  const list = element("dl", { class: "finding" });
  for (const key of ["sent", "expected", "got"]) {
    if (f[key]) list.append(element("dt", null, key), element("dd", null, code(texts[f[key]], key)));
  }
  if (f.message) list.append(element("dt", null, "message"), octets(texts[f.message], element("dd", null)));
  if (list.childElementCount > 0) out.append(list);
  return out;
}

const who = { C: ["C", "client sends"], S: ["S", "server sends"], "-": ["--", "note"] };

function transcript(d) {
  const { texts } = details();
  const lanes = new Set(d.events.map((e) => e[1]));
  const body = element("tbody", null);
  const line = (e) => {
    const [sign, name] = who[e[2]] || [e[2], e[2]];
    const kind = e[2] === "C" ? "from-c" : e[2] === "S" ? "from-s" : "note-line";
    return element("tr", { class: kind },
      element("td", { class: "num at" }, e[0].toFixed(1)),
      lanes.size > 1 && element("td", { class: "lane" }, e[1]),
      element("td", { class: "who" }, element("abbr", { title: name }, sign)),
      element("td", null, code(texts[e[3]])));
  };
  const columns = lanes.size > 1 ? 4 : 3;
  const gap = (n) => element("tr", { class: "gap" }, element("td", { colspan: columns }, counted(n, "event") + " left out, which the result file shows"));
  const show = (from, to) => {
    for (let i = from; i < to; i++) {
      if (d.more && i === d.head) body.append(gap(d.more));
      body.append(line(d.events[i]));
    }
  };
  show(0, Math.min(d.events.length, eventsAtFirst));
  const table = element("table", { class: "transcript" },
    element("caption", null, "Transcript, " + counted(d.events.length + (d.more || 0), "event")),
    element("thead", null, element("tr", null,
      element("th", { scope: "col", class: "num" }, "ms"),
      lanes.size > 1 && element("th", { scope: "col" }, "on"),
      element("th", { scope: "col" }, element("span", { class: "aside" }, "from")),
      element("th", { scope: "col" }, "octets"))), body);
  const out = element("div", { class: "scroll" }, table);
  if (d.events.length > eventsAtFirst) {
    const button = element("button", { type: "button" }, `Show ${counted(d.events.length - eventsAtFirst, "more event")}`);
    button.addEventListener("click", () => {
      show(eventsAtFirst, d.events.length);
      button.remove();
    });
    out.append(button);
  }
  return out;
}
