// The data of the page. What a case shows when it is opened is parsed when it is first asked
// for.

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const data = read("data-index");
const requirementsByID = new Map(data.requirements.map((r) => [r.id, r]));
const several = data.servers.length > 1;

let parsed = null;
function details() {
  return (parsed ??= read("data-details"));
}

data.cases.forEach((c, i) => {
  c.number = i;
  c.rank = Math.min(...c.results.map((r) => (r ? worstFirst.indexOf(r.verdict) : worstFirst.length)));
  c.ms = Math.max(...c.results.map((r) => (r ? r.ms : 0)));
  c.differ = new Set(c.results.filter(Boolean).map((r) => r.verdict)).size > 1 || (several && c.results.includes(null));
});

// searchable is everything that a case says, in lower case. It is put together when somebody
// searches.
function searchable(c) {
  if (c.text === undefined) {
    const { texts, cases } = details();
    const parts = [c.id, c.title, c.level, c.policy, c.place, data.sections[c.section].name];
    for (const q of c.reqs) parts.push(data.requirements[q].id, data.requirements[q].text);
    for (const l of c.labels) parts.push(data.labels[l]);
    c.results.forEach((r, server) => {
      if (!r) return;
      parts.push(r.reason);
      const d = cases[c.number][server];
      for (const f of d.findings || []) parts.push(f.kind, f.req, f.place, texts[f.sent || 0], texts[f.expected || 0], texts[f.got || 0], texts[f.message || 0]);
      for (const e of d.events || []) parts.push(texts[e[3]]);
    });
    c.text = parts.join("\n").toLowerCase();
  }
  return c.text;
}
