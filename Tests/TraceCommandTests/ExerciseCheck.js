// What a reader of the exercise mode does, done in a real browser: types numbers into every blank, the right one last.

const until = async condition => {
  while (!condition()) await new Promise(resolve => setTimeout(resolve, 5));
};

/// Types into the chosen blank; returns what is said of it.
function answerBy(text) {
  const field = $("panel").querySelector(".editor form input");
  field.value = text;
  field.form.requestSubmit();
  return run.exercise.open(panel.line) ? $("panel").querySelector(".verdict").textContent : "right";
}

/// All hints of the chosen blank.
function hintsTaken() {
  const button = [...$("panel").querySelectorAll(".editor button")].find(({ textContent }) => textContent === "Hint");
  while (!button.disabled) button.click();
  return [...$("panel").querySelectorAll(".hints li")].map(item => item.textContent);
}

async function check() {
  await until(() => run?.equal !== undefined);
  const answer = { count: run.count, equal: run.equal, badge: $("badge").textContent, first: "", followed: [], captions: [], results: [], wasHacked: false };
  const say = (...fields) => answer.results.push(fields.join("\t"));
  for (const blank of run.exercise.blanks.values()) {
    const name = run.nameOf(blank.line), cell = map.cellOf(blank.line);
    choose(blank.line);
    say("hidden", name, cell.textContent, $("panel").querySelector(".value").textContent, cell.textContent.includes(shown(blank.exact)));
    say("hints", name, ...hintsTaken());
    const { exact, right, near } = blank, close = [exact + 3 * right, exact + 0.7 * near, exact - 2 * near].map(shown);
    for (const typed of ["half", exact.toPrecision(2), ...close, ...blank.slips.map(({ value }) => shown(value)), shown(blank.exact)]) {
      blank.verdict = "not done"; // some of these are right, too
      choose(blank.line);
      say("typed", name, typed, answerBy(typed));
    }
    say("found", name, cell.textContent, $("exercise").querySelector("h2").textContent);
  }
  document.body.replaceChildren(element("pre", { id: "answer" }, JSON.stringify(answer)));
}
check().catch(error => document.body.replaceChildren(element("pre", { id: "answer" }, JSON.stringify({ error: String(error) }))));
