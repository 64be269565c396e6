// What is asked for is in the address of the page, after the #, and nowhere else: a link
// to it, the history of the browser and the form are the same thing.

const keys = ["q", "in", "level", "label", "server", "sort", "verdict", "differ", "req", "case"];

function link(w) {
  const p = new URLSearchParams();
  for (const key of keys) if (w[key]) p.set(key, w[key]);
  return "#" + p;
}

const nothing = Object.fromEntries(keys.map((key) => [key, ""]));

// wanted reads the address. It is null when the fragment is the name of a place.
function wanted() {
  const text = location.hash.slice(1);
  if (text !== "" && !text.includes("=")) return null;
  const p = new URLSearchParams(text);
  return Object.fromEntries(keys.map((key) => [key, p.get(key) || ""]));
}

// filter gives the cases that are asked for, and how many there would be of each verdict.
function filter(w) {
  const verdicts = new Set(w.verdict.split(",").filter(Boolean));
  const words = w.q.toLowerCase().split(/\s+/).filter(Boolean);
  const server = Number.parseInt(w.server, 10) - 1;
  const section = new Set(data.sections.flatMap((s, i) => (s.name === w.in || s.doc === w.in ? [i] : [])));
  const label = data.labels.indexOf(w.label);
  const requirement = data.requirements.findIndex((r) => r.id === w.req);
  const counts = {};
  const cases = data.cases.filter((c) => {
    if (w.case && c.id !== w.case) return false;
    if (w.in && !section.has(c.section)) return false;
    if (w.level && c.level !== w.level) return false;
    if (w.label && !c.labels.includes(label)) return false;
    if (w.req && !c.reqs.includes(requirement) && !finds(c, w.req)) return false;
    if (w.differ && !c.differ) return false;
    const results = (server >= 0 && server < data.servers.length ? [c.results[server]] : c.results).filter(Boolean);
    if (results.length === 0) return false;
    if (words.length > 0) {
      const text = searchable(c);
      if (!words.every((word) => text.includes(word))) return false;
    }
    const own = new Set(results.map((r) => r.verdict));
    for (const v of own) counts[v] = (counts[v] || 0) + 1;
    return verdicts.size === 0 || [...own].some((v) => verdicts.has(v));
  });
  return { cases: sorted(cases, w.sort), counts };
}

// finds reports whether a finding of the case is about a requirement.
function finds(c, id) {
  return details().cases[c.number].some((d) => d && (d.findings || []).some((f) => f.req === id));
}

const orders = {
  run: (a, b) => a.number - b.number,
  slowest: (a, b) => b.ms - a.ms,
  section: (a, b) => a.section - b.section,
};

function sorted(cases, by) {
  return cases.sort(Object.hasOwn(orders, by) ? orders[by] : (a, b) => a.rank - b.rank);
}
