// A run, unpacked: its numbers and recipes, and how they are computed anew. `PackedRun.swift` packs it.

/// Reads what `PackedRun` wrote: whole numbers, seven bits a byte, the lowest first.
class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }
  whole() {
    let number = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.bytes[this.at++];
      number += (byte & 127) * scale;
      if (byte < 128) return number;
    }
  }
  /// 0, −1, 1, −2, 2, … are packed as 0, 1, 2, 3, 4, …
  signed() {
    const number = this.whole();
    return number % 2 ? -(number + 1) / 2 : number / 2;
  }
  part(length) {
    this.at += length;
    return this.bytes.slice(this.at - length, this.at);
  }
}

class Run {
  /// The numbers of this run as they are now, and as they are recorded; and those of the other run under the
  /// same names, NaN where it has none.
  values; recorded; other = null;
  /// For each number: its operation, where its operands begin, and its grid.
  operation; start; gridOf;
  /// The operands of all numbers, one after the other. For a gradient they are the steps that used its
  /// number; then `position` says as which operand, and `gradient` is the line of the step's own gradient.
  operands; position; gradient;

  constructor(bytes) {
    const reader = new Reader(bytes);
    Object.assign(this, JSON.parse(new TextDecoder().decode(reader.part(reader.whole()))));
    this.count = reader.whole();
    this.values = new Float64Array(reader.part(8 * this.count).buffer);
    this.recorded = this.values.slice();
    if (this.hasOther) this.readOther(reader.part(8 * this.count));
    this.placeGrids();
    this.readRecipes(reader);
    this.findTerms();
    this.findUsers();
    this.work = new Float64Array(this.most);
    this.edited = new Set();
    this.isNew = new Uint8Array(this.count);
    this.isDone = new Uint8Array(this.count);
  }

  /// The other run's numbers are packed as what their bits differ by.
  readOther(bytes) {
    const bits = new Uint32Array(bytes.buffer), own = new Uint32Array(this.values.buffer);
    for (let k = 0; k < bits.length; k++) bits[k] ^= own[k];
    this.other = new Float64Array(bits.buffer);
  }

  placeGrids() {
    this.gridOf = new Uint32Array(this.count);
    this.gridNamed = new Map();
    let first = 0;
    this.grids = this.grids.map(([name, shape, isInOther], number) => {
      const count = shape.reduce((product, edge) => product * edge, 1);
      const grid = { name, shape, isInOther, number, first, count };
      this.gridOf.fill(number, first, first + count);
      this.gridNamed.set(name, grid);
      first += count;
      return grid;
    });
  }

  /// Numbers whose recipes look alike share a pattern: an operation, how many operands, and how each operand's
  /// line follows from the line before.
  readRecipes(reader) {
    const patterns = Array.from({ length: reader.whole() }, () => {
      const length = reader.whole();
      reader.at += length;
      return reader.at - length;
    });
    const total = reader.whole(), pattern = new Reader(reader.bytes);
    this.operation = new Uint8Array(this.count);
    this.start = new Uint32Array(this.count + 1);
    this.operands = new Uint32Array(total);
    this.chain = this.operations.indexOf("chain");
    this.most = 1;
    for (let line = 0, count = 0, end = 0; line < this.count; line++) {
      pattern.at = patterns[reader.whole()];
      const kind = pattern.whole(), follows = kind === 0;
      this.operation[line] = follows ? this.operation[line - 1] : kind - 1;
      if (!follows) count = pattern.whole();
      let before = follows ? end - count : end - 1;
      for (let k = 0; k < count; ) {
        const step = pattern.signed();
        for (let rest = pattern.whole(); rest > 0; rest--, k++, end++) {
          this.operands[end] = step + (follows || k > 0 ? this.operands[before] : line);
          before = follows ? before + 1 : end;
        }
      }
      this.start[line + 1] = end;
      this.most = Math.max(this.most, count);
    }
  }

  /// Finds, for each term of a gradient, which operand of the step its number was, and the step's own gradient.
  findTerms() {
    this.sweeps = new Set();
    this.position = new Uint32Array(this.operands.length);
    this.gradient = new Uint32Array(this.operands.length);
    for (const grid of this.grids) {
      const dot = grid.name.indexOf("."), target = this.gridNamed.get(grid.name.slice(dot + 1));
      for (let line = grid.first; line < grid.first + grid.count; line++) {
        if (this.kind(line) !== "chain") continue;
        const sweep = grid.name.slice(0, dot);
        this.sweeps.add(sweep);
        this.findTermsOf(line, target.first + line - grid.first, sweep);
      }
    }
  }

  findTermsOf(line, target, sweep) {
    let last = -1, place = 0;
    for (let edge = this.start[line]; edge < this.start[line + 1]; edge++) {
      const user = this.operands[edge], grid = this.grids[this.gridOf[user]];
      place = this.operands.indexOf(target, user === last ? place + 1 : this.start[user]);
      last = user;
      this.position[edge] = place - this.start[user];
      this.gradient[edge] = this.gridNamed.get(`${sweep}.${grid.name}`).first + user - grid.first;
    }
  }

  /// For each number, the lines of those that are made from it: `users` from `usersStart` on.
  findUsers() {
    const start = (this.usersStart = new Uint32Array(this.count + 2));
    const each = body => {
      for (let line = 0; line < this.count; line++) {
        if (this.kind(line) === "chain") continue;
        for (let edge = this.start[line]; edge < this.start[line + 1]; edge++) {
          body(this.operands[edge], line);
        }
      }
    };
    each(operand => start[operand + 2]++);
    for (let line = 0; line <= this.count; line++) start[line + 1] += start[line];
    this.users = new Uint32Array(start[this.count + 1]);
    each((operand, line) => (this.users[start[operand + 1]++] = line));
  }
}

// Names and kinds.
Object.assign(Run.prototype, {
  kind(line) {
    return this.operations[this.operation[line]];
  },
  isGiven(line) {
    return givenKinds.has(this.kind(line));
  },
  /// Whether the reader may type another number: a masked one is always 0.
  isFree(line) {
    return this.isGiven(line) && this.kind(line) !== "masked";
  },
  isChanged(line) {
    return !Object.is(this.values[line], this.recorded[line]);
  },
  gridAt(line) {
    return this.grids[this.gridOf[line]];
  },
  /// The index of a number in its grid.
  indexOf(line) {
    const { shape, first } = this.gridAt(line), index = [];
    let rest = line - first;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index.unshift(rest % shape[axis]);
      rest = Math.floor(rest / shape[axis]);
    }
    return index;
  },
  nameOf(line) {
    const index = this.indexOf(line);
    return this.gridAt(line).name + (index.length ? `[${index}]` : "");
  },
  /// The line of an entry such as `q[1,2]`, or of a grid's first entry; undefined if there is none.
  find(text) {
    const bracket = text.indexOf("["), grid = this.gridNamed.get(bracket < 0 ? text : text.slice(0, bracket));
    if (!grid || bracket < 0) return grid?.first;
    const index = text.slice(bracket + 1, -1).split(",").map(Number);
    if (!text.endsWith("]") || index.length !== grid.shape.length) return undefined;
    const isInside = (i, axis) => Number.isInteger(i) && i >= 0 && i < grid.shape[axis];
    if (!index.every(isInside)) return undefined;
    return grid.first + index.reduce((place, i, axis) => place * grid.shape[axis] + i, 0);
  },
  operandsOf(line) {
    return this.operands.subarray(this.start[line], this.start[line + 1]);
  },
  usersOf(line) {
    return [...new Set(this.users.subarray(this.usersStart[line], this.usersStart[line + 1]))];
  },
  /// For each line, whether a number is made from it.
  leadingTo(line) {
    const leads = new Uint8Array(this.count);
    leads[line] = 1;
    for (let step = line; step >= 0; step--) {
      if (leads[step]) for (const operand of this.operandsOf(step)) leads[operand] = 1;
    }
    return leads;
  },
  /// The gradients of a number; or, for a gradient, the number that it belongs to.
  twins(line) {
    const grid = this.gridAt(line), dot = grid.name.indexOf(".");
    const at = name => this.gridNamed.get(name);
    const twin = this.sweeps.has(grid.name.slice(0, dot))
      ? [at(grid.name.slice(dot + 1))] : [...this.sweeps].map(sweep => at(`${sweep}.${grid.name}`));
    return twin.filter(found => found?.count === grid.count).map(found => found.first + line - grid.first);
  },
  /// The numbers called `loss`, the first pass's first.
  losses() {
    const isLoss = ({ name, count }) => count === 1 && /(^|\.)loss$/.test(name);
    const losses = this.grids.filter(grid => isLoss(grid) && !this.sweeps.has(grid.name.split(".")[0]));
    return losses.sort((a, b) => (b.name === "loss") - (a.name === "loss")).map(grid => grid.first);
  },
});

// Computing.
Object.assign(Run.prototype, {
  /// Fills `work` with a step's operands; returns how many there are.
  gather(line, values) {
    const from = this.start[line], count = this.start[line + 1] - from;
    for (let k = 0; k < count; k++) this.work[k] = values[this.operands[from + k]];
    return count;
  },
  /// What a step's recipe gives.
  evaluated(line, values) {
    const operation = operations[this.kind(line)];
    if (this.operation[line] !== this.chain) {
      return operation ? operation.value(this.work, this.gather(line, values)) : values[line];
    }
    let total = 0;
    for (let edge = this.start[line]; edge < this.start[line + 1]; edge++) {
      total += values[this.gradient[edge]] * this.slope(edge, values);
    }
    return total;
  },
  /// How much the step behind a term of a gradient changes per unit of the number.
  slope(edge, values = this.values) {
    const user = this.operands[edge], count = this.gather(user, values);
    return operations[this.kind(user)].slope(this.work, count, values[user], this.position[edge]);
  },
  /// Changes given numbers, a map from lines to values; then computes what depends on them, and nothing else.
  change(changes) {
    const { isNew, isDone } = this;
    isNew.fill(0);
    isDone.fill(0);
    let first = this.count, computed = 0;
    for (const [line, value] of changes) {
      if (Object.is(this.values[line], value)) continue;
      this.values[line] = value;
      this.isChanged(line) ? this.edited.add(line) : this.edited.delete(line);
      isNew[line] = 1;
      first = Math.min(first, line);
    }
    for (let line = first; line < this.count; line++) {
      if (!this.needsWork(line)) continue;
      isDone[line] = 1;
      computed++;
      const value = this.evaluated(line, this.values);
      if (Object.is(value, this.values[line])) continue;
      this.values[line] = value;
      isNew[line] = 1;
    }
    return computed;
  },
  /// Whether something that a number is made from has changed. A gradient is made from its users' gradients,
  /// and from the slopes of steps that have been done anew.
  needsWork(line) {
    const { operands, isNew, isDone, gradient } = this, end = this.start[line + 1];
    const isChain = this.operation[line] === this.chain;
    for (let edge = this.start[line]; edge < end; edge++) {
      if (isNew[operands[edge]]) return true;
      if (isChain && (isDone[operands[edge]] || isNew[gradient[edge]])) return true;
    }
    return false;
  },
  /// Computes every number anew from the given ones; returns how many are equal to `expected` bit for bit.
  verify(given = this.recorded, expected = given) {
    const values = given.slice();
    let equal = 0;
    for (let line = 0; line < this.count; line++) {
      if (!this.isGiven(line)) values[line] = this.evaluated(line, values);
      if (Object.is(values[line], expected[line])) equal++;
    }
    return equal;
  },
});
