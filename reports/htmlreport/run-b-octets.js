// Octets as visible text: escapes are highlighted, and a CR or LF by itself most,
// for that is what messages are smuggled with.

const escapes = /\\r\\n|\\[rnt\\]|\\x[0-9a-f]{2}|\\u\{[0-9a-f]+\}|\.\.\.\(\+\d+ (?:octet|character)s?\)$|(?<! ) +(?=\\r|\\n|$)/g;

function kindOfEscape(text) {
  if (text === "\\r\\n") return ["crlf", "CR LF"];
  if (text === "\\r") return ["bare", "CR without LF"];
  if (text === "\\n") return ["bare", "LF without CR"];
  if (text === "\\t") return ["control", "tab"];
  if (text === "\\\\") return ["backslash", "a backslash"];
  if (text[0] === " ") return ["blank", counted(text.length, "blank") + " at the end of a line"];
  if (text[0] === ".") return ["cut", "the rest is not kept"];
  if (text === "\\x00") return ["nul", "NUL"];
  if (text.startsWith("\\x")) return parseInt(text.slice(2), 16) < 0x80 ? ["control", "control character"] : ["high", "octet above 127"];
  return ["control", "character that cannot be seen"];
}

// A browser takes very long to break a word of thousands of characters, unless it is told where.
function plain(text, into) {
  text.split(/(\S{65,})/).forEach((part, long) => {
    if (long % 2 === 0) into.append(part);
    else for (let i = 0; i < part.length; i += 8) into.append(part.slice(i, i + 8), element("wbr"));
  });
}

// octets renders visible text into an element, a line of it on a line.
function octets(text, into) {
  let at = 0;
  for (const m of text.matchAll(escapes)) {
    if (m.index > at) plain(text.slice(at, m.index), into);
    const [kind, title] = kindOfEscape(m[0]);
    into.append(element("i", { class: "esc " + kind, title }, m[0]));
    at = m.index + m[0].length;
    if (m[0].endsWith("n") && m[0][0] === "\\" && m[0] !== "\\\\" && at < text.length) into.append(element("br"));
  }
  if (at < text.length) plain(text.slice(at), into);
  return into;
}

const code = (text, kind = "") => octets(text, element("code", { class: "octets " + kind }));
