// Puts the parts together: the address, the keyboard, the search, changes, and the badge.

const $ = id => document.getElementById(id);
let run, map, panel;

/// How many numbers have been chosen one after the other, so that Escape knows whether it can go back.
let depth = 0;

async function start() {
  run = new Run(await unpacked($("data").textContent));
  $("data").remove();
  run.exercise = new Exercise(run, run.exercise);
  document.title = `${run.names.join(" and ")} · Tiny Hat`;
  $("name").textContent = run.names.map((name, n) => (run.names.length > 1 ? `${"AB"[n]} ${name}` : name)).join("  ");
  map = new RunMap(run, $("map"));
  panel = new Panel(run, $("panel"), change);
  if (run.difference) $("map").prepend(differenceOf(run));
  if (run.exercise.blanks.size) $("map").prepend(run.exercise.list());
  listPages();
  listen();
  panel.show();
  refresh();
  readAddress();
  document.body.classList.add("ready");
  setTimeout(checkAll);
}

/// Base64 of a deflated stream.
async function unpacked(text) {
  const packed = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/// Computes every number anew from the given ones, and says how many have the recorded bits.
function checkAll() {
  run.equal = run.verify();
  const { equal, count } = run;
  $("badge").dataset.holds = equal === count;
  run.promise = `${equal === count ? "✓" : "✗"} ${grouped(equal)} of ${grouped(count)} numbers recomputed here, equal to the last bit`;
  if (!$("badge").textContent) $("badge").textContent = run.promise;
}

const grouped = number => number.toLocaleString("en");

// Changes.

/// New numbers for given ones; then everything shows what follows.
function change(changes) {
  const began = performance.now(), computed = run.change(changes);
  run.took = performance.now() - began;
  refresh();
  $("badge").textContent = run.edited.size
    ? `${grouped(computed)} numbers computed anew in ${Math.max(1, Math.round(run.took))} ms` : run.promise ?? "";
}

const undoAll = () => change(new Map([...run.edited].map(line => [line, run.recorded[line]])));

function refresh() {
  $("undo").hidden = !run.edited.size;
  showLosses();
  countChanges();
  map.refreshAll();
  panel.refresh();
}

/// Each loss before and after; large the first one, or the first that has changed.
function showLosses() {
  const losses = run.losses(), large = Math.max(0, losses.findIndex(line => run.isChanged(line)));
  losses.unshift(...losses.splice(large, 1));
  const [first, ...others] = losses.map(line => {
    const [before, after] = [run.recorded[line], run.values[line]];
    const arrow = run.isChanged(line) ? [" → ", element("strong", {}, shown(after)), change100(before, after)] : [];
    return element("span", { class: "loss" }, link(run, line), " ", shown(before), ...arrow);
  });
  const isOpen = $("losses").querySelector("details")?.open;
  const more = others.length ? element("details", { open: isOpen }, element("summary", {}, "other losses"), ...others) : "";
  $("losses").replaceChildren(...(first ? [first, more] : []));
}

function change100(before, after) {
  const share = (100 * (after - before)) / Math.abs(before);
  return Number.isFinite(share) ? element("small", {}, ` ${share > 0 ? "+" : "−"}${Math.abs(share).toFixed(1)} %`) : "";
}

/// After an answer: what is right now shows everywhere, and the list knows.
function answered(blank) {
  map.refreshAll();
  $("exercise").replaceWith(run.exercise.list());
  if (blank.verdict === "right") panel.show(blank.line);
}

// Pages.

function listPages() {
  const entries = run.sections.map((section, n) => {
    const go = event => {
      event.preventDefault();
      map.sections[n].scrollIntoView();
      $(`page-${n}`).focus({ preventScroll: true });
    };
    return element("li", {}, element("a", { href: `#page-${n}`, onclick: go }, section.title), element("span", {}));
  });
  const isWide = matchMedia("(min-width: 75rem)").matches;
  $("pages").replaceChildren(element("details", { open: isWide }, element("summary", {}, "Pages"), element("ol", {}, ...entries)));
}

/// How many numbers of each page have changed.
function countChanges() {
  const counts = new Uint32Array(run.grids.length);
  for (let line = 0; line < run.count; line++) if (run.isChanged(line)) counts[run.gridOf[line]]++;
  const marks = $("pages").querySelectorAll("li > span");
  run.sections.forEach(({ grids }, n) => {
    const count = grids.reduce((total, grid) => total + counts[grid], 0);
    marks[n].textContent = count ? `${grouped(count)} ◥` : "";
    marks[n].title = `${grouped(count)} numbers changed`;
  });
}

// The address.

function readAddress() {
  let name = location.hash.slice(1);
  try {
    name = decodeURIComponent(name);
  } catch {}
  const line = name ? run.find(name) : undefined;
  if (line !== undefined) choose(line);
  else if (name.startsWith("page-")) $(name)?.scrollIntoView();
}

/// Shows a number in the panel and on the map.
function choose(line, focus = true) {
  panel.show(line);
  map.show(line, focus);
}

/// Goes to a number, to come back from by Escape or the browser's button.
function follow(line) {
  if (line === panel.line) return choose(line);
  depth++;
  history.pushState({ depth }, "", addressOf(run.nameOf(line)));
  choose(line);
}

/// Moves on in a grid. The address follows when the reader rests: browsers count how often it changes.
let rest;
function moveTo(line) {
  choose(line);
  clearTimeout(rest);
  rest = setTimeout(() => history.replaceState({ depth }, "", addressOf(run.nameOf(line))), 200);
}

function settle() {
  clearTimeout(rest);
  if (panel.line !== undefined) history.replaceState({ depth }, "", addressOf(run.nameOf(panel.line)));
}

// What the reader does.

function listen() {
  window.addEventListener("popstate", ({ state }) => {
    depth = state?.depth ?? 0;
    readAddress();
  });
  document.addEventListener("click", event => {
    const target = event.target.closest("a[data-line], td");
    const line = target?.dataset.line ?? target?.line;
    if (line === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    settle();
    follow(Number(line));
    $("found").hidden = true;
  });
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const handler = event.target.closest("search") ? keyInSearch : event.target.closest("#panel") ? keyInPanel : keyOnMap;
    if (handler(event)) event.preventDefault();
  });
  $("undo").onclick = undoAll;
  $("search").oninput = () => find($("search").value.trim());
}

/// Arrows move, Enter goes into the panel, Escape goes back. True where the key meant something.
function keyOnMap({ key, target }) {
  if (key === "/" && target.tagName !== "INPUT") return $("search").focus(), true;
  if (key === "Escape" && depth > 0) return settle(), history.back(), true;
  if (target.line === undefined) return false;
  if (key === "Enter" || key === " ") {
    if (panel.line !== target.line) follow(target.line);
    else inPanel()[0]?.focus();
    return true;
  }
  if (!/^(Arrow|Home|End|Page)/.test(key)) return false;
  const next = map.neighbour(target.line, key);
  if (next !== undefined) moveTo(next);
  return true;
}

/// What of the panel the keyboard reaches first: the slider, or the recipe's operands.
const inPanel = () => [...$("panel").querySelectorAll(".editor input, .recipe a, .terms a, .body a, .body button")];

function keyInPanel({ key, target }) {
  if (key === "Escape") return choose(panel.line), true;
  if (target.tagName !== "A" || !key.startsWith("Arrow")) return false;
  const links = inPanel(), step = key === "ArrowRight" || key === "ArrowDown" ? 1 : -1;
  links[links.indexOf(target) + step]?.focus();
  return true;
}

function keyInSearch({ key, target }) {
  const links = [$("search"), ...$("found").querySelectorAll("a")];
  if (key === "Escape") {
    $("found").hidden = true;
    if (panel.line !== undefined) choose(panel.line);
    return true;
  }
  if (key === "Enter" && target === $("search")) return links[1]?.click(), true;
  if (key !== "ArrowDown" && key !== "ArrowUp") return false;
  links[links.indexOf(target) + (key === "ArrowDown" ? 1 : -1)]?.focus();
  return true;
}

/// Lists the names that hold a text: an entry by its whole name first, then the shortest.
function find(text) {
  const exact = text.includes("[") ? run.find(text) : undefined, part = text.split("[")[0].toLowerCase();
  const grids = part ? run.grids.filter(({ name }) => name.toLowerCase().includes(part)) : [];
  grids.sort((a, b) => a.name.length - b.name.length);
  const entries = grids.slice(0, 12).map(grid => link(run, grid.first, grid.name));
  if (exact !== undefined) entries.unshift(link(run, exact));
  const none = text && !entries.length ? [element("li", {}, "No name holds this.")] : [];
  const more = grids.length > 12 ? [element("li", {}, `and ${grouped(grids.length - 12)} more`)] : [];
  $("found").replaceChildren(...none, ...entries.map(entry => element("li", {}, entry)), ...more);
  $("found").hidden = !text;
}

/// How two runs differ: settings, the first number at which they part, and the table of `trace diff`.
function differenceOf(run) {
  const { settings, first, table, onlyA, onlyB, verdict } = run.difference, line = first.length ? run.find(first[0]) : undefined;
  const rows = (cells, tag) => element("tr", {}, ...cells.map(cell => element(tag, {}, cell)));
  const linked = ([name, ...cells]) => [run.gridNamed.has(name) ? link(run, run.find(name), name) : name, ...cells];
  const listed = (label, names) => (names.length ? [element("h3", {}, label), element("p", {}, names.join(", "))] : []);
  return element("section", { id: "difference" },
    element("h2", {}, "Where the two runs part"),
    ...(settings.length ? [element("table", {}, rows(["setting", "A", "B"], "th"), ...settings.map(row => rows(row, "td")))] : []),
    ...(line === undefined ? [] : [element("p", { class: "parting" }, "They part at ", link(run, line, first[0]), ":"),
      element("table", {}, ...["A", "B"].map((label, n) => rows([label, first[1 + n], first[3 + n]], "td")))]),
    element("p", {}, verdict),
    ...(table.length > 1 ? [element("details", { open: true }, element("summary", {}, "Grids that differ, in the order computed"),
      element("div", { class: "scroll" }, element("table", {}, rows(table[0], "th"), ...table.slice(1).map(row => rows(linked(row), "td")))))] : []),
    ...listed("Grids only in A", onlyA), ...listed("Grids only in B", onlyB));
}
