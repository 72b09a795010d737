// Shows the picture of a view and asks Python for another when a control moves.

const PATIENCE = 4000; // milliseconds before a silent kernel is mentioned

/** One control: its node, where it stands, and how to set it. */
function control({ kind, label, texts }, moved) {
  if (kind === "Choice") {
    const select = make("select", KEYS, ...texts.map((text) => make("option", {}, text)));
    select.addEventListener("change", moved);
    return {
      node: make("label", { class: "choice" }, make("span", {}, label), select),
      get: () => select.selectedIndex,
      set: (position) => { select.selectedIndex = position; },
    };
  }
  const input = make("input", { type: "range", min: 0, max: texts.length - 1, step: 1, ...KEYS });
  const value = make("output", { "aria-hidden": "true" }); // the slider itself says it
  value.style.minWidth = `${Math.max(...texts.map((text) => text.length))}ch`;
  const tell = () => {
    value.textContent = texts[input.value];
    input.setAttribute("aria-valuetext", texts[input.value]);
  };
  input.addEventListener("input", () => { tell(); moved(); });
  return {
    node: make("label", { class: "slider" }, make("span", {}, label), input, value),
    get: () => Number(input.value),
    set: (position) => { input.value = position; tell(); },
    last: texts.length - 1,
  };
}

function render({ model, el }) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const { control: played, pace } = model.get("play");
  let asked = null; // the positions that Python is drawing now
  let playing = false, pressed = 0, patience, timer;

  const controls = model.get("controls").map((each) => control(each, () => { stop(); ask(); }));
  const row = make("div", { class: "controls" }, ...controls.map((each) => each.node));
  const button = make("button", { type: "button", class: "main", ...KEYS });
  if (played !== undefined) row.prepend(button);
  const stage = scrolled(make("div", { class: "stage", ...KEYS })); // by the arrows
  const problem = make("p", { class: "problem", role: "alert" });
  const says = make("p", { class: "heard", "aria-live": "polite" });
  const twin = make("pre");
  const figure = make("div",
    { class: "eventlab-widget eventlab-moving", role: "group", "aria-label": "Moving figure" },
    row, stage, problem, says,
    make("details", {}, make("summary", KEYS, "The same as text"), twin));
  figure.addEventListener("keydown", ({ key }) => { // Escape leads back to the cell
    if (key === "Escape") figure.closest(".jp-Cell")?.focus();
  });
  el.append(figure);

  const now = () => controls.map((each) => each.get());

  /** Ask for the picture of where the controls stand, unless another is still being drawn. */
  function ask() {
    if (asked) return;
    asked = now();
    clearTimeout(patience);
    patience = setTimeout(() => {
      problem.textContent =
        "The kernel does not answer. If it is busy, wait; else run this cell again.";
      asked = null; // so that the next move asks anew
      stop();
    }, PATIENCE);
    model.send({ positions: asked });
  }

  async function show() {
    const view = model.get("view");
    clearTimeout(patience);
    const moved = asked && String(now()) !== String(asked);
    asked = null;
    if (moved) ask(); // it is drawn while this one is shown
    else controls.forEach((each, i) => each.set(view.positions[i]));
    const next = make("div");
    next.innerHTML = view.html; // made by Python, with what it shows escaped
    await next.querySelector("img").decode().catch(() => {}); // or it would flicker
    if (model.get("view") !== view) return;
    stage.replaceChildren(next);
    stage.classList.toggle("stale", Boolean(view.problem)); // it shows where the controls were
    twin.textContent = view.twin;
    problem.textContent = view.problem;
    if (!playing) says.textContent = view.title; // while it plays it would be read without end
    if (playing && !moved) timer = setTimeout(step, pace * 1000);
  }

  /** Move the played slider by one. */
  function step() {
    const slider = controls[played];
    if (slider.get() === slider.last) return stop();
    slider.set(slider.get() + 1);
    ask();
  }

  /** Play from here, or from the start if this is the end; by hand where motion is not wanted. */
  function start() {
    const slider = controls[played];
    const again = slider.get() === slider.last;
    if (again) slider.set(0);
    playing = !calm.matches;
    button.textContent = playing ? "Pause" : "Step";
    if (again) ask();
    else step();
  }

  function stop() {
    playing = false;
    clearTimeout(timer);
    button.textContent = calm.matches ? "Step" : "Play";
  }

  button.addEventListener("click", () => (playing ? stop() : start()));
  model.on("change:view", show);
  stop();
  show();
  return () => {
    stop();
    clearTimeout(patience);
    model.off("change:view", show);
  };
}

export default { render };
