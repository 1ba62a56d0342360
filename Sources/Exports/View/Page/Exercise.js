// The exercise mode: numbers that are left out of the grids, verdicts on what is typed, and hints in three steps.
// `ViewExercise.swift` makes the list of blanks; what is typed is marked as `Marking.swift` marks a worksheet.

class Exercise {
  constructor(run, blanks) {
    this.run = run;
    this.blanks = new Map((blanks ?? []).map(blank => [blank.line, { ...blank, typed: "", hints: 0, verdict: "not done" }]));
  }

  /// The blank at a line whose number has not been found yet.
  open(line) {
    const blank = this.blanks.get(line);
    return blank && blank.verdict !== "right" ? blank : undefined;
  }

  /// The verdict on what was typed into a blank.
  mark(blank, text) {
    blank.typed = text;
    blank.verdict = this.verdict(blank, text);
    return blank.verdict;
  }

  verdict({ shown, right, near, exact, slips }, text) {
    if (!text.trim()) return "not done";
    if (this.run.edited.size) return "undo the changed numbers first: the blanks belong to the recorded ones";
    const typed = typedNumber(text);
    if (!typed) return "type a number, such as −0.2671 or 2.5e-4";
    const distance = Math.abs(typed.value - shown);
    if (distance <= right) return "right";
    const isRounded = typed.digits >= 2 && Math.abs(typed.value - exact) <= 0.501 * typed.unit;
    if (distance <= near || isRounded) return "near: rounded on the way, or to too few digits";
    const slip = slips.find(({ value, reach }) => Math.abs(typed.value - value) <= reach);
    return slip ? `not yet: it looks as if ${slip.says}` : "not yet";
  }

  get progress() {
    const found = [...this.blanks.values()].filter(({ verdict }) => verdict === "right").length;
    return `${found} of ${this.blanks.size} blanks right`;
  }

  /// The list of all blanks, for the head of the map.
  list() {
    const entries = [...this.blanks.values()].map(({ line, number, verdict }) =>
      element("li", {}, `(${number}) `, link(this.run, line), verdict === "not done" ? "" : ` – ${verdict}`));
    return element("section", { id: "exercise" }, element("h2", {}, `Fill in: ${this.progress}`), element("ul", {}, ...entries));
  }

  /// What the panel shows of an open blank: a field, the verdict, and a button for the next hint.
  fields(line, changed) {
    const blank = this.open(line), { run } = this;
    const verdict = element("p", { class: "verdict", role: "status" }, blank.typed ? blank.verdict : "");
    const hints = element("ol", { class: "hints" });
    const showHints = () => hints.replaceChildren(...blank.steps.slice(0, blank.hints).map(step => element("li", {}, step)));
    const field = element("input", { type: "text", inputmode: "decimal", "aria-label": `Type ${run.nameOf(line)}`, autocomplete: "off" });
    field.value = blank.typed;
    const submit = event => {
      event.preventDefault();
      verdict.textContent = this.mark(blank, field.value);
      changed(blank);
    };
    const more = element("button", { type: "button", onclick: () => {
      blank.hints = Math.min(blank.steps.length, blank.hints + 1);
      more.disabled = blank.hints === blank.steps.length;
      showHints();
    } }, "Hint");
    more.disabled = blank.hints === blank.steps.length;
    showHints();
    return [
      element("p", {}, `Blank ${blank.number}: work it out, and type the result.`),
      element("form", { class: "row", onsubmit: submit }, field, element("button", { type: "submit" }, "Check"), more), verdict, hints,
    ];
  }
}

/// A number as it is shown, or the number of the blank that hides it.
function shownAt(run, line) {
  const blank = run.exercise.open(line);
  return blank ? `(${blank.number})` : shown(run.values[line]);
}

/// A number as a reader types it, what its last digit counts, and how many digits it has; undefined if it is none.
function typedNumber(text) {
  const plain = text.replace(/[\s_*`]/g, "").replace(/[·×x]10\^/, "e").replace(/[−–]/g, "-").replace(",", ".");
  const match = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,3}))?$/.exec(plain);
  if (!match || !(match[2] || match[3]) || plain.length > 40) return undefined;
  const [, sign, whole, part = "", power = "0"] = match, value = Number(`${sign}${whole || "0"}.${part}0e${power}`);
  if (!Number.isFinite(value)) return undefined;
  return { value, unit: Number(`1e${Number(power) - part.length}`), digits: (whole + part).replace(/^0+/, "").length };
}
