// Draws the bus of a view and plays its steps. What it shows was recorded by Python.

const WIDTH = 760, BOX = { width: 158, height: 50 }, ROW = 84, TOP = 10;
const BUS = { left: 340, right: 420 };
const MOVE = 650, REST = 550; // milliseconds that a dot moves, and then stands
const MOST = 5; // dots that stand on one path
const APART = 28;
const SVG = "http://www.w3.org/2000/svg";

function draw(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const short = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** Where everything stands: boxes left and right, the bus between them, a path to each box. */
function plan(view) {
  const rows = Math.max(view.publishers.length, view.listeners.length, 1);
  const height = TOP * 2 + rows * ROW;
  const boxes = {};
  for (const [side, names] of [["left", view.publishers], ["right", view.listeners]]) {
    names.forEach((name, i) => {
      const middle = height / 2 + (i - (names.length - 1) / 2) * ROW;
      boxes[name] = { side, middle, x: side === "left" ? 2 : WIDTH - BOX.width - 2 };
    });
  }
  return { height, boxes };
}

/** The two ends of a step's path. Messages to the right run above those to the left. */
function path(step, view, { boxes }) {
  const box = boxes[step.source === view.bus ? step.target : step.source];
  const [left, right] =
    box.side === "left" ? [BOX.width + 2, BUS.left] : [BUS.right, WIDTH - BOX.width - 2];
  const rightward = (step.target === view.bus) === (box.side === "left");
  const y = box.middle + (rightward ? -15 : 15);
  return rightward ? { from: left, to: right, y } : { from: right, to: left, y };
}

/** A mark of its own for each kind, as in the still pictures; colour only helps. */
function badge(step) {
  const shapes = {
    error: () => draw("path", { d: "M0 -14 L14 10 L-14 10 Z" }),
    return: () => draw("rect", { x: -10, y: -10, width: 20, height: 20 }),
    duplicate: () => draw("path", { d: "M0 -14 L14 0 L0 14 L-14 0 Z" }),
    dead_letter: () => draw("path", { d: "M0 14 L14 -10 L-14 -10 Z" }),
  };
  const shape = (shapes[step.kind] ?? (() => draw("circle", { r: 11.5 })))();
  const number = draw("text", { y: step.kind === "error" ? 6 : 4 }, String(step.at));
  return draw("g", { class: `badge ${step.kind}` }, shape, number);
}

function picture(view, layout) {
  const svg = draw("svg", {
    viewBox: `0 0 ${WIDTH} ${layout.height}`, role: "img",
    "aria-label": `${view.publishers.join(", ")}, then ${view.bus}, then ${view.listeners.join(", ")}`,
  });
  for (const [name, { side, middle, x }] of Object.entries(layout.boxes)) {
    const [start, end] =
      side === "left" ? [BOX.width + 2, BUS.left] : [BUS.right, WIDTH - BOX.width - 2];
    svg.append(draw("line", { class: "wire", x1: start, y1: middle, x2: end, y2: middle }));
    svg.append(draw("g", { class: "box", transform: `translate(${x} ${middle - BOX.height / 2})` },
      draw("title", {}, name),
      draw("rect", { width: BOX.width, height: BOX.height, rx: 5 }),
      draw("text", { class: "name", x: BOX.width / 2, y: 21 }, short(name, 20)),
      draw("text", { class: "state", x: BOX.width / 2, y: 39, "data-box": name })));
  }
  const width = BUS.right - BUS.left, height = layout.height - 2 * TOP;
  svg.append(draw("g", { class: "box bus", transform: `translate(${BUS.left} ${TOP})` },
    draw("rect", { width, height, rx: 5 }),
    draw("text", { class: "name", x: width / 2, y: height / 2 + 5 }, short(view.bus, 9))));
  svg.append(draw("g", { class: "dots" }));
  return svg;
}

/** What a box says of itself after the steps that have happened. */
function state(name, side, steps) {
  const raised = steps.findLast((s) => s.kind === "error" && s.source === name);
  if (raised) return `raised ${raised.label.split(":")[0]}`;
  const got = steps.findLast((s) => s.kind === "error" && s.target === name);
  if (got) return `got ${got.label.split(" ")[0]}`;
  const count = (kind, end) => steps.filter((s) => s.kind === kind && s[end] === name).length;
  const heard = count("deliver", "target"), sent = count("send", "source");
  const words = [heard && `heard ${heard}`, sent && `sent ${sent}`].filter(Boolean).join(", ");
  return words || (side === "right" ? "heard nothing" : "");
}

function render({ model, el }) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  let view, layout, svg, shown, playing, frame, timer;

  const press = (text, act, kind = "") => {
    const button = make("button", { type: "button", class: kind, ...KEYS }, text);
    button.addEventListener("click", act);
    return button;
  };
  const publish = press("Publish an event", () => model.send({ event: "publish" }), "main");
  const play = press("Play", () => (playing ? stop() : start()));
  const back = press("Back", () => { stop(); show(shown - 1); });
  const step = press("Step", () => { stop(); show(shown + 1, { moving: true }); });
  const slider = make("input", { type: "range", min: 0, step: 1, ...KEYS });
  slider.addEventListener("input", () => {
    const wanted = Number(slider.value); // before stop() sets it to where the play was
    stop();
    show(wanted);
  });
  const says = make("p", { class: "says", "aria-live": "polite" });
  const stage = scrolled(make("div", { class: "stage", ...KEYS }));
  const controls = make("div", { class: "controls" }, publish, play, back, step,
    make("label", {}, "Time ", slider));
  const figure = make("div", {
    class: "eventlab-widget eventlab-flow", role: "group", "aria-label": "The way of events through the bus",
  }, controls, stage, says);
  figure.addEventListener("keydown", ({ key }) => { // Escape leads back to the cell
    if (key === "Escape") figure.closest(".jp-Cell")?.focus();
  });
  el.append(figure);

  // Not `disabled`: that would take the keyboard's focus away from the button just pressed.
  const off = (button, yes) => button.setAttribute("aria-disabled", String(yes));

  function load({ playIt }) {
    stop();
    view = model.get("view");
    layout = plan(view);
    svg = picture(view, layout);
    stage.replaceChildren(svg);
    publish.hidden = !view.publishes;
    slider.max = view.steps.length;
    off(play, view.steps.length === 0);
    show(0);
    if (playIt) start();
  }

  /** Show the first `count` steps; the last of them may be seen to move. */
  function show(count, { moving = false, then = () => {} } = {}) {
    cancelAnimationFrame(frame);
    shown = Math.max(0, Math.min(count, view.steps.length));
    const steps = view.steps.slice(0, shown);
    const dots = place(steps);
    for (const node of svg.querySelectorAll("[data-box]")) {
      const name = node.dataset.box;
      node.textContent = short(state(name, layout.boxes[name].side, steps), 24);
    }
    slider.value = shown;
    off(back, shown === 0);
    off(step, shown === view.steps.length);
    const words = sentence();
    if (says.textContent !== words) says.textContent = words; // or it would be read out again
    slider.setAttribute("aria-valuetext", words);
    const last = dots.at(-1);
    if (!last || !moving || calm.matches) return then();
    last.node.parentNode.append(last.node);
    const began = performance.now();
    const tick = (now) => {
      const part = Math.min(1, Math.max(0, (now - began) / MOVE));
      const x = last.from + (last.x - last.from) * (1 - (1 - part) ** 2);
      last.node.setAttribute("transform", `translate(${x} ${last.y})`);
      if (part < 1) frame = requestAnimationFrame(tick);
      else then();
    };
    tick(began);
  }

  /** Put a dot for each step on its path, side by side, and the label on the last one. */
  function place(steps) {
    const paths = new Map();
    const dots = steps.map((each) => {
      const way = path(each, view, layout), key = `${way.from} ${way.y}`;
      paths.set(key, [...(paths.get(key) ?? []), each]);
      return { each, key, ...way };
    });
    for (const dot of dots) {
      const all = paths.get(dot.key), mates = all.slice(-MOST), i = mates.indexOf(dot.each);
      dot.x = (dot.from + dot.to) / 2 + (i - (mates.length - 1) / 2) * APART;
      dot.node = badge(dot.each);
      dot.node.setAttribute("transform", `translate(${dot.x} ${dot.y})`);
      if (i < 0) dot.node.setAttribute("display", "none");
    }
    const group = svg.querySelector(".dots");
    group.replaceChildren(...dots.map((dot) => dot.node));
    const last = dots.at(-1);
    if (last) {
      last.node.classList.add("present");
      const rightward = last.to > last.from;
      const x = (last.from + last.to) / 2, y = last.y + (rightward ? -17 : 26);
      group.append(draw("text", { class: "label", x, y }, short(last.each.label, 26)));
    }
    return dots;
  }

  function sentence() {
    const all = view.steps.length, problem = view.problem ? ` ${view.problem}.` : "";
    if (all === 0) {
      const next = view.publishes ? " Press “Publish an event”." : "";
      return `Nothing has happened yet.${next}${problem}`;
    }
    if (shown === 0) return `Before the first of ${all} steps.${problem}`;
    const now = view.steps[shown - 1];
    const end = shown === all ? ` That was all: ${view.title}.${problem}` : "";
    return `Step ${shown} of ${all}, time ${now.at}: ${now.words}.${end}`;
  }

  function start() {
    if (view.steps.length === 0) return;
    playing = true;
    play.textContent = "Pause";
    if (shown === view.steps.length) show(0);
    const next = () => {
      if (!playing) return;
      if (shown === view.steps.length) return stop();
      const rest = () => { timer = setTimeout(next, calm.matches ? MOVE + REST : REST); };
      show(shown + 1, { moving: true, then: rest });
    };
    next();
  }

  function stop() {
    playing = false;
    play.textContent = "Play";
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    if (view) show(shown);
  }

  const changed = () => load({ playIt: true });
  model.on("change:view", changed);
  load({ playIt: false });
  return () => {
    stop();
    model.off("change:view", changed);
  };
}

export default { render };
