// The panel: one number, where it comes from, what is made from it, and, for a given one, a slider.

class Panel {
  constructor(run, root, change) {
    Object.assign(this, { run, root, change });
    [this.head, this.editor, this.body] = ["head", "editor", "body"].map(name => element("div", { class: name }));
    const close = element("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => (root.hidden = true) }, "×");
    root.replaceChildren(close, this.head, this.editor, this.body);
  }

  show(line) {
    this.line = line;
    this.root.hidden = false;
    this.editor.replaceChildren(...this.fields(line));
    this.refresh();
    this.root.scrollTop = 0;
  }

  /// What can be typed: the number of a blank, or another given one.
  fields(line) {
    if (line === undefined) return [];
    if (this.run.exercise.open(line)) return this.run.exercise.fields(line, answered);
    return this.run.isFree(line) ? this.edit(line) : [];
  }

  /// Writes all but the editor anew, which the reader may have in hand.
  refresh() {
    const { line } = this;
    if (line === undefined) return this.welcome();
    this.head.replaceChildren(...this.title(line));
    const isOpen = this.run.exercise.open(line) !== undefined;
    this.body.replaceChildren(...(isOpen ? [] : this.origin(line)), ...this.twins(line), ...this.users(line));
    if (isOpen) return;
    for (const input of this.editor.querySelectorAll("input")) {
      if (input !== document.activeElement) input.value = input.type === "range" ? this.run.values[line] : inFull(this.run.values[line]);
    }
  }

  /// What to do first: ask the loss, and drag the parameter to which it answers most.
  welcome() {
    const { run } = this, [loss] = run.losses(), first = mostEffective(run);
    this.head.replaceChildren(element("h2", {}, "Every number can be asked"));
    this.body.replaceChildren(
      element("p", {}, "Click a number: here you see its recipe, in names and in numbers, and what is made from it. A number that was given, such as a parameter, can be changed: everything that depends on it is computed anew."),
      element("dl", { class: "begin" },
        ...(loss === undefined ? [] : [element("dt", {}, "Ask first"), element("dd", {}, link(run, loss))]),
        ...(first === undefined ? [] : [element("dt", {}, "Drag first"), element("dd", {}, link(run, first), ", the parameter that the loss answers to most")])),
      element("p", { class: "keys" }, key("←↑→↓"), " move in a grid, ", key("Enter"), " goes into its recipe and follows, ", key("Esc"), " goes back, ", key("/"), " finds."));
  }

  title(line) {
    const { run } = this, value = run.values[line];
    const section = run.sections.find(section => section.grids.includes(run.gridOf[line]));
    const was = run.isChanged(line) ? element("p", { class: "was" }, `recorded: ${inFull(run.recorded[line])}`) : null;
    const twins = run.other && run.gridAt(line).isInOther
      ? element("p", { class: "was" }, `in B: ${inFull(run.other[line])}; A − B: ${inFull(value - run.other[line])}`) : null;
    return [
      element("h2", {}, run.nameOf(line)), element("p", { class: "where" }, section?.title ?? ""),
      element("p", { class: "value" }, run.exercise.open(line) ? shownAt(run, line) : inFull(value)), ...[was, twins].filter(Boolean),
    ];
  }

  /// A slider and a field.
  edit(line) {
    const { run } = this, recorded = run.recorded[line], span = Math.max(1, 2 * Math.abs(recorded));
    const hasTwoDecimals = Math.round(recorded * 100) / 100 === recorded, around = x => (hasTwoDecimals ? Math.round(x * 100) / 100 : x);
    const set = value => this.change(new Map([[line, value]]));
    const slider = element("input", {
      type: "range", min: around(recorded - span), max: around(recorded + span), step: hasTwoDecimals ? 0.01 : "any",
      "aria-label": `Drag ${run.nameOf(line)}`, oninput: () => set(Number(slider.value)),
    });
    const field = element("input", {
      type: "text", inputmode: "decimal", "aria-label": `Type ${run.nameOf(line)}`,
      oninput: () => {
        const text = field.value.trim().replaceAll("−", "-").replace(",", "."), value = Number(text);
        const isNumber = text !== "" && Number.isFinite(value);
        field.setAttribute("aria-invalid", !isNumber);
        if (isNumber) set(value);
      },
    });
    const back = element("button", { type: "button", onclick: () => set(recorded) }, "Put back");
    slider.value = run.values[line];
    field.value = inFull(run.values[line]);
    return [element("p", {}, given[run.kind(line)], " Drag it or type another."), slider, element("p", { class: "row" }, field, back)];
  }

  origin(line) {
    const { run } = this;
    if (run.kind(line) === "chain") return this.terms(line);
    if (run.isGiven(line)) return run.isFree(line) ? [] : [element("p", {}, given[run.kind(line)])];
    return [
      element("h3", {}, "Where it comes from"),
      element("p", { class: "recipe" }, "= ", ...inNames(run, line)),
      element("p", { class: "recipe" }, "= ", ...inNumbers(run, line)),
      element("p", { class: "recipe" }, `= ${shown(run.values[line])}`),
      this.frames(run.operandsOf(line)),
    ];
  }

  /// A gradient: for each step that used the number, what it adds to their sum.
  terms(line) {
    const { run } = this, users = run.operandsOf(line);
    if (!users.length) return [element("h3", {}, "Where it comes from"), element("p", {}, "Nothing that leads to the loss uses its number: 0.")];
    let [total, hidden] = [0, false];
    const rows = [...users].flatMap((user, n) => {
      const edge = run.start[line] + n, gradient = run.gradient[edge], slope = run.slope(edge);
      const product = run.values[gradient] * slope;
      hidden ||= run.exercise.open(gradient) !== undefined;
      total += product;
      return [
        element("tr", {}, element("td", { colspan: 3 }, link(run, user), ", slope ", ...slopeInNames(run, user, run.position[edge]))),
        element("tr", {}, element("td", {}, link(run, gradient, shownAt(run, gradient)), ` × ${shown(slope)}`),
          element("td", {}, hidden ? "" : `= ${shown(product)}`), element("td", {}, hidden ? "" : shown(total))),
      ];
    });
    const heads = ["its gradient × slope", "= product", "sum"].map(text => element("th", { scope: "col" }, text));
    return [
      element("h3", {}, "Where it comes from: the chain rule"),
      element("div", { class: "scroll" }, element("table", { class: "terms" }, element("tr", {}, ...heads), ...rows)),
      this.frames(users),
    ];
  }

  /// The grids of some numbers in small, with these framed.
  frames(lines) {
    const { run } = this, grids = Map.groupBy ? Map.groupBy(lines, line => run.gridOf[line]) : new Map();
    return element("div", { class: "frames" }, ...[...grids].map(([number, members]) => {
      const grid = run.grids[number];
      return element("figure", {}, smallMap(run, grid, members), element("figcaption", {}, link(run, members[0], grid.name)));
    }));
  }

  twins(line) {
    const { run } = this, twins = run.twins(line), isGradient = run.sweeps.has(run.nameOf(line).split(".")[0]);
    if (!twins.length) return [];
    return [
      element("h3", {}, isGradient ? "The number it belongs to" : "Its gradient"),
      ...twins.map(twin => element("p", {}, link(run, twin), ` = ${shownAt(run, twin)}`)),
    ];
  }

  users(line) {
    const { run } = this, users = run.usersOf(line);
    if (!users.length) return [];
    const list = element("ul", { class: "users" }), most = this.showsAll === line ? users.length : 12;
    for (const user of users.slice(0, most)) list.append(element("li", {}, link(run, user), ` = ${shownAt(run, user)}`));
    const showAll = () => {
      this.showsAll = line;
      this.refresh();
    };
    const more = users.length > most ? element("button", { type: "button", onclick: showAll }, `Show all ${users.length}`) : "";
    return [element("h3", {}, users.length === 1 ? "Used by" : `Used by ${users.length} numbers`), list, more];
  }
}

const key = text => element("kbd", {}, text);

/// Of the parameters that the first loss is made from, the one with the largest gradient.
function mostEffective(run) {
  const [loss] = run.losses(), [sweep] = loss === undefined ? [] : run.twins(loss);
  if (sweep === undefined) return undefined;
  const word = run.nameOf(sweep).split(".")[0], leads = run.leadingTo(loss);
  let [most, best] = [0, undefined];
  for (const { name, first, count } of run.grids) {
    const gradient = run.gridNamed.get(`${word}.${name}`);
    if (!gradient || run.kind(first) !== "parameter") continue;
    for (let k = 0; k < count; k++) {
      const size = Math.abs(run.recorded[gradient.first + k]);
      if (leads[first + k] && size > most) [most, best] = [size, first + k];
    }
  }
  return best;
}

/// A grid as a small picture of its signs and sizes, with some numbers framed.
function smallMap(run, grid, lines) {
  const [rows, columns, blocks] = formOf(grid.shape), side = Math.max(4, Math.min(blocks > 1 ? 9 : 14, Math.floor(150 / columns)));
  const across = Math.max(1, Math.min(blocks, Math.floor(320 / (columns * side + side)))), gap = blocks > 1 ? side / 2 : 0;
  const [width, height] = [columns * side + gap, rows * side + gap];
  const canvas = element("canvas", { width: across * width * 2, height: Math.ceil(blocks / across) * height * 2, "aria-hidden": true });
  canvas.style.width = `${across * width}px`;
  const context = canvas.getContext("2d"), style = getComputedStyle(document.body);
  context.scale(2, 2);
  const place = k => {
    const block = Math.floor(k / (rows * columns)), rest = k % (rows * columns);
    return [(block % across) * width + (rest % columns) * side, Math.floor(block / across) * height + Math.floor(rest / columns) * side];
  };
  const values = run.values.subarray(grid.first, grid.first + grid.count), most = values.reduce((most, x) => Math.max(most, Math.abs(x)), 0) || 1;
  values.forEach((x, k) => {
    context.globalAlpha = 0.12 + 0.88 * Math.min(1, Math.abs(x) / most);
    context.fillStyle = style.getPropertyValue(x < 0 ? "--negative" : "--positive");
    context.fillRect(...place(k), side - 0.5, side - 0.5);
  });
  context.globalAlpha = 1;
  context.strokeStyle = style.getPropertyValue("--ink");
  context.lineWidth = 1.5;
  for (const line of lines) {
    const [x, y] = place(line - grid.first);
    context.strokeRect(x + 0.25, y + 0.25, side - 1, side - 1);
  }
  return canvas;
}
