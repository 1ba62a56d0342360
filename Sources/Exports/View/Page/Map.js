// The map: pages in reading order, and their grids as heat maps. Only what is near the window is drawn.

class RunMap {
  constructor(run, root) {
    this.run = run;
    this.root = root;
    this.figures = [];
    this.drawn = new Set();
    this.marked = [];
    this.findPictures();
    const watcher = new IntersectionObserver(entries => this.seen(entries), { rootMargin: "800px" });
    this.sections = run.sections.map((section, n) => {
      const figures = section.grids.map(number => this.figure(run.grids[number]));
      figures.forEach(figure => watcher.observe(figure));
      const heading = element("h2", { id: `page-${n}`, tabindex: -1 }, section.title);
      return element("section", { "aria-labelledby": heading.id }, heading, element("div", {}, ...figures));
    });
    root.append(...this.sections);
  }

  /// A grid is a picture if it has the last three axes of a picture in the data: one channel or three, and pixels.
  findPictures() {
    const { run } = this, shapes = new Set();
    const lastThree = shape => shape.slice(-3).join("×");
    let [low, high] = [Infinity, -Infinity];
    for (const { shape, first, count } of run.grids) {
      const [channels, height, width] = shape.slice(-3), isGiven = ["data", "draw"].includes(run.kind(first));
      if (!isGiven || shape.length < 3 || !(channels === 1 || channels === 3) || height < 3 || width < 3) continue;
      shapes.add(lastThree(shape));
      if (run.kind(first) !== "data") continue;
      for (const x of run.recorded.subarray(first, first + count)) [low, high] = [Math.min(low, x), Math.max(high, x)];
    }
    this.range = low < high ? [low, high] : [-1, 1];
    this.isPicture = ({ shape }) => shape.length >= 3 && shapes.has(lastThree(shape));
  }

  /// A frame for a grid, as large as the grid is going to be, to draw it in when it is near.
  figure(grid) {
    const { run } = this, [rows, columns, blocks] = formOf(grid.shape);
    const kind = run.kind(grid.first), shape = grid.shape.join("×");
    const isGradient = kind === "chain" || run.sweeps.has(grid.name.split(".")[0]);
    const role = isGradient ? "gradient" : run.isGiven(grid.first) ? kind : "computed";
    const figure = element("figure", { "data-role": role },
      element("figcaption", {}, link(run, grid.first, grid.name), " ",
        element("small", {}, [shape, role].filter(Boolean).join(" · "))));
    const width = Math.min(columns * 62 + 40, this.root.clientWidth - 40);
    const across = Math.max(1, Math.floor(this.root.clientWidth / width));
    figure.style.minWidth = `${Math.max(120, width)}px`;
    figure.style.minHeight = `${50 + Math.ceil(blocks / across) * (rows + 1) * 26}px`;
    figure.grid = grid;
    this.figures[grid.number] = figure;
    return figure;
  }

  seen(entries) {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.draw(target);
      else if (!target.contains(document.activeElement)) this.erase(target);
    }
    this.mark(this.chosen);
    if (performance.now() < this.settles) this.scrollTo(this.chosen);
  }

  draw(figure) {
    if (this.drawn.has(figure)) return;
    this.drawn.add(figure);
    figure.style.minWidth = figure.style.minHeight = "";
    figure.sides = this.sidesOf(figure.grid).map(side => this.side(figure.grid, side));
    figure.append(...figure.sides.map(side => side.element));
    this.refresh(figure);
  }

  erase(figure) {
    if (!this.drawn.delete(figure)) return;
    figure.style.minWidth = `${figure.offsetWidth}px`;
    figure.style.minHeight = `${figure.offsetHeight}px`;
    figure.sides.forEach(side => side.element.remove());
    figure.sides = [];
  }

  /// What is drawn of a grid: its numbers; where another run's differ, those and the difference, too.
  sidesOf(grid) {
    const { run } = this, own = { label: "", value: line => run.values[line] };
    if (!run.other || !grid.isInOther) return [own];
    const lines = Array.from({ length: grid.count }, (_, k) => grid.first + k);
    if (lines.every(line => Object.is(run.recorded[line], run.other[line]))) return [own];
    return [
      { ...own, label: "A" },
      { label: "B", value: line => run.other[line] },
      { label: "A − B", value: line => run.values[line] - run.other[line] },
    ];
  }

  /// A grid's numbers as tables: one for each pair of its last two axes.
  side(grid, { label, value }) {
    const [rows, columns, blocks] = formOf(grid.shape), cells = [];
    const tables = Array.from({ length: blocks }, (_, block) => {
      const index = indexIn(grid.shape.slice(0, -2), block), name = blocks > 1 ? `[${index},·,·]` : "";
      const body = Array.from({ length: rows }, (_, row) => {
        const line = grid.first + (block * rows + row) * columns;
        const across = Array.from({ length: columns }, (_, column) => this.cell(line + column, label));
        cells.push(...across);
        return element("tr", { role: "row" }, rows > 1 ? element("th", { scope: "row" }, row) : null, ...across);
      });
      const heads = Array.from({ length: columns }, (_, column) => element("th", { scope: "col" }, column));
      const head = columns > 1 && element("tr", { role: "row" }, rows > 1 ? element("td") : null, ...heads);
      return element("table", { role: "grid", "aria-label": `${grid.name}${name} ${label}` },
        name ? element("caption", {}, name) : null, head || null, ...body);
    });
    if (cells.length && (!label || label === "A")) cells[0].tabIndex = 0;
    const pictures = this.isPicture(grid) ? this.pictures(grid) : [];
    const box = element("div", { class: "side" },
      label ? element("b", { class: "label" }, label) : null, ...pictures, ...tables);
    const lines = cells.map((_, k) => grid.first + k);
    const start = label === "" || label === "A" ? line => this.run.recorded[line] : value;
    const scale = Math.max(...lines.map(line => Math.abs(start(line))).filter(Number.isFinite), 0) || 1;
    return { element: box, cells, value, scale, pictures };
  }

  cell(line, label) {
    const cell = element("td", { role: "gridcell", tabindex: -1 });
    cell.line = line;
    cell.isMain = label === "" || label === "A";
    return cell;
  }

  pictures(grid) {
    const [channels, height, width] = grid.shape.slice(-3);
    return Array.from({ length: grid.count / (channels * height * width) }, (_, n) => {
      const canvas = element("canvas", { width, height, role: "img", "aria-label": `${grid.name} as a picture` });
      Object.assign(canvas, { channels, first: n * channels * height * width });
      return canvas;
    });
  }

  /// Writes the numbers as they are now.
  refresh(figure) {
    for (const side of figure.sides) {
      for (const cell of side.cells) {
        const x = side.value(cell.line), blank = this.run.exercise.open(cell.line);
        if (Object.is(cell.number, x) && cell.blank === blank) continue;
        [cell.number, cell.blank] = [x, blank];
        cell.textContent = blank ? `(${blank.number})` : shown(x);
        cell.classList.toggle("blank", Boolean(blank));
        cell.dataset.sign = x < 0 && !blank ? "−" : "+";
        cell.style.setProperty("--heat", blank ? 0 : Number.isFinite(x) ? Math.min(1, Math.abs(x) / side.scale).toFixed(2) : 1);
        cell.classList.toggle("changed", this.run.isChanged(cell.line) && cell.isMain);
      }
      for (const canvas of side.pictures) this.paint(canvas, side);
    }
  }

  refreshAll() {
    for (const figure of this.drawn) this.refresh(figure);
  }

  paint(canvas, { cells }) {
    const { width, height, channels, first } = canvas, [low, high] = this.range;
    const context = canvas.getContext("2d"), picture = context.createImageData(width, height);
    for (let pixel = 0; pixel < width * height; pixel++) {
      for (let c = 0; c < 3; c++) {
        const x = cells[first + Math.min(c, channels - 1) * width * height + pixel].number;
        picture.data[4 * pixel + c] = (255 * (x - low)) / (high - low);
      }
      picture.data[4 * pixel + 3] = 255;
    }
    context.putImageData(picture, 0, 0);
  }

  /// The cell of a number, drawn if it was not.
  cellOf(line) {
    const grid = this.run.gridAt(line), figure = this.figures[grid.number];
    if (!figure) return null;
    this.draw(figure);
    return figure.sides[0].cells[line - grid.first];
  }

  /// Marks the chosen number, what it is made from, and what is made from it, where they are drawn.
  mark(line) {
    this.chosen = line;
    for (const cell of this.marked) {
      cell.classList.remove("chosen", "operand", "user");
      cell.removeAttribute("aria-selected");
    }
    this.marked = [];
    if (line === undefined) return;
    const add = (lines, name) => {
      for (const other of lines) {
        const grid = this.run.gridAt(other), figure = this.figures[grid.number];
        if (!this.drawn.has(figure)) continue;
        const cell = figure.sides[0].cells[other - grid.first];
        cell.classList.add(name);
        if (name === "chosen") cell.ariaSelected = "true";
        this.marked.push(cell);
      }
    };
    add(this.run.usersOf(line), "user");
    add(this.run.operandsOf(line), "operand");
    add([line], "chosen");
  }

  /// Brings a number into view.
  show(line, focus) {
    const cell = this.cellOf(line);
    if (!cell) return;
    const grid = cell.closest("figure");
    grid.querySelector("[tabindex='0']")?.setAttribute("tabindex", -1);
    cell.tabIndex = 0;
    if (focus) cell.focus({ preventScroll: true });
    this.mark(line);
    this.scrollTo(line);
    // What is near is drawn now, and may push it away.
    this.settles = performance.now() + 400;
  }

  scrollTo(line) {
    const cell = this.cellOf(line), { top, bottom } = cell.getBoundingClientRect();
    const isNear = top > 0 && bottom < innerHeight;
    cell.scrollIntoView({ block: isNear ? "nearest" : "center", inline: "nearest" });
  }

  /// Where an arrow leads from a number.
  neighbour(line, key) {
    const grid = this.run.gridAt(line), columns = grid.shape.at(-1) ?? 1, place = line - grid.first;
    const row = place - (place % columns);
    const steps = {
      ArrowLeft: place - 1, ArrowRight: place + 1, ArrowUp: place - columns, ArrowDown: place + columns,
      Home: row, End: row + columns - 1,
    };
    if (key in steps) return steps[key] >= 0 && steps[key] < grid.count ? grid.first + steps[key] : line;
    const order = this.run.sections.flatMap(section => section.grids);
    const next = order[order.indexOf(grid.number) + { PageUp: -1, PageDown: 1 }[key]];
    return this.run.grids[next]?.first;
  }
}

/// Rows, columns, and how many tables of them a shape has.
function formOf(shape) {
  const columns = shape.at(-1) ?? 1, rows = shape.at(-2) ?? 1;
  return [rows, columns, shape.slice(0, -2).reduce((product, edge) => product * edge, 1)];
}

/// The index at a place of a shape.
function indexIn(shape, place) {
  return shape.reduceRight(([index, rest], edge) => [[rest % edge, ...index], Math.floor(rest / edge)], [[], place])[0];
}
