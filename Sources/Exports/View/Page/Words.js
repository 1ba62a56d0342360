// How numbers and recipes are written.

const withMinus = text => text.replaceAll("-", "−");

/// All digits of a number.
const inFull = x => (Number.isNaN(x) ? "NaN" : withMinus(String(x)).replace("Infinity", "∞").replace("e+", "e"));

/// As the pages show it: four decimals, or two where that is all there is; small and large ones as 1.234e−5.
function shown(x) {
  const size = Math.abs(x);
  if (!Number.isFinite(x) || x === 0) return x === 0 ? "0" : inFull(x);
  if (size < 100000 && Number.isInteger(x)) return inFull(x);
  if (size < 0.001 || size >= 100000) return withMinus(x.toExponential(3)).replace("e+", "e");
  const isShort = Math.abs(size * 100 - Math.round(size * 100)) < 1e-9 * size;
  return withMinus(x.toFixed(isShort ? 2 : 4));
}

/// What a given number is, in words.
const given = {
  parameter: "A parameter: training changes it.",
  frozen: "A parameter that training leaves alone.",
  data: "From the data.",
  constant: "A constant or a setting.",
  draw: "A random draw.",
  masked: "Masked: always 0.",
};

/// Splits a template of `Operation`'s words into texts and operands: each is called by its number, `r` is the
/// result. A name's last index may be another operand's.
const pieces = template => template.split(/(\uE000\w+,\uE001\w+\uE002)/u);

/// An element with children: elements, and texts that stay texts.
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made[name] = value;
    else if (value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

const addressOf = name => "#" + encodeURIComponent(name).replace(/%(5B|5D|2C)/g, decodeURIComponent);

/// A link to a number, by its name or as its value.
function link(run, line, text = run.nameOf(line)) {
  return element("a", { href: addressOf(run.nameOf(line)), "data-line": line, title: run.exercise.open(line) ? run.nameOf(line) : `${run.nameOf(line)} = ${inFull(run.values[line])}` }, text);
}

/// A template with each operand replaced by what `show(line, bare)` makes of it; `bare` where parentheses
/// stand around it already.
function filled(run, template, line, show) {
  const operands = run.operandsOf(line), at = word => (word === "r" ? line : operands[word]);
  const parts = pieces(template);
  return parts.map((part, n) => {
    const match = /\uE000(\w+),\uE001(\w+)\uE002/u.exec(part);
    if (!match) return part;
    const isBare = parts[n - 1]?.endsWith("(") && parts[n + 1]?.startsWith(")");
    return show(mixed(run, at(match[1]), at(match[2])), isBare);
  });
}

/// The number with the first one's name, up to the last index, which is the second one's.
function mixed(run, line, other) {
  if (line === other) return line;
  const index = [...run.indexOf(line).slice(0, -1), run.indexOf(other).at(-1)];
  return run.find(`${run.gridAt(line).name}[${index}]`) ?? line;
}

const words = (run, line) => run.words[`${run.kind(line)}/${run.operandsOf(line).length}`];

/// A recipe in names, each a link; and in numbers.
const inNames = (run, line) => filled(run, words(run, line).written, line, operand => link(run, operand));
const inNumbers = (run, line) =>
  filled(run, words(run, line).written, line, (operand, isBare) => {
    const text = shownAt(run, operand);
    return link(run, operand, text.startsWith("−") && !isBare ? `(${text})` : text);
  });

/// A step's slope in words.
const slopeInNames = (run, user, position) =>
  filled(run, words(run, user).slopes[position], user, operand => link(run, operand));
