// Draws the blocks of a card and sends back what was pressed. It knows nothing of what is right.

const PATIENCE = 4000; // milliseconds before a silent kernel is mentioned

const MARKS = { right: "✓ right", wrong: "✕ not so" };
const TONES = { right: "✓ Right", wrong: "✕ Not yet", note: "", trouble: "! Trouble" };

const blocks = {
  heading: (b) =>
    make("div", { class: "heading", tabindex: "-1" },
      make("span", { class: "kind" }, b.kind), make("div", { class: "title", html: b.title })),

  prose: (b) => make("div", { class: "prose", html: b.html }),

  choices(b, { uid, answer }) {
    const group = make("fieldset", { class: `choices${b.row ? " row" : ""}${b.lettered ? " lettered" : ""}` },
      make("legend", {}, b.legend));
    b.options.forEach((option, i) => {
      const input = make("input", {
        type: b.several ? "checkbox" : "radio", name: `${uid}-${b.name}`, value: i,
        checked: b.chosen.includes(i), disabled: b.locked, "data-key": `${b.name}-${i}`, ...KEYS,
      });
      input.addEventListener("change", () => {
        const picked = group.querySelectorAll("input:checked");
        answer[b.name] = [...picked].map((node) => Number(node.value));
      });
      const label = make("label", {}, input, make("div", { class: "text", html: option.html }));
      if (option.mark) label.append(make("span", { class: `mark ${option.mark}` }, MARKS[option.mark]));
      const row = make("div", { class: "option" }, label);
      if (option.note) row.append(make("div", { class: "note", html: option.note }));
      group.append(row);
    });
    answer[b.name] = [...b.chosen];
    return group;
  },

  field(b, { uid, answer }) {
    const id = `${uid}-${b.name}`;
    const shared = { id, "data-key": b.name, disabled: b.locked, ...KEYS };
    const plain = { autocomplete: "off", autocapitalize: "off", spellcheck: "false" };
    const area = b.lines > 1;
    const input = area
      ? make("textarea", { rows: b.lines, wrap: b.code ? "off" : "soft", ...plain, ...shared })
      : make("input", { type: "text", inputmode: "decimal", ...plain, ...shared });
    input.value = b.text;
    input.addEventListener("input", () => { answer[b.name] = input.value; });
    answer[b.name] = b.text;
    const label = make("label", { for: id }, b.unit ? `${b.label} (${b.unit})` : b.label);
    return make("div", { class: `field${area ? " area" : ""}` }, label, input);
  },

  ordering(b, { uid, answer, say }) {
    const list = make("ol", {});
    const group = make("fieldset", { class: "ordering" }, make("legend", {}, b.legend), list);
    const order = [...b.order];
    answer[b.name] = order;
    const rows = b.items.map((html, i) => {
      const text = make("div", { class: "text", id: `${uid}-${b.name}-${i}`, html });
      const button = (way, sign, by) => {
        const node = make("button", {
          type: "button", "aria-label": `Move ${way}: ${text.textContent}`, title: `Move ${way}`,
          "data-key": `${b.name}-${i}-${way}`, disabled: b.locked, ...KEYS,
        }, sign);
        node.addEventListener("click", () => move(i, by, node));
        return node;
      };
      return make("li", {}, button("up", "↑", -1), button("down", "↓", 1), text);
    });
    function move(i, by, button) {
      const from = order.indexOf(i), to = from + by;
      if (to < 0 || to >= order.length) return say(`It stays at place ${from + 1} of ${order.length}.`);
      [order[from], order[to]] = [order[to], order[from]];
      list.replaceChildren(...order.map((n) => rows[n]));
      button.focus();
      say(`Now at place ${to + 1} of ${order.length}.`);
    }
    list.append(...order.map((n) => rows[n]));
    return group;
  },

  buttons(b, { press }) {
    const row = make("div", { class: "buttons" });
    b.actions.forEach(([action, text], i) => {
      const button = make("button",
        { type: "button", class: i === 0 ? "main" : "", "data-key": `button-${action}`, ...KEYS },
        text);
      button.addEventListener("click", () => press(action));
      row.append(button);
    });
    return row;
  },

  feedback: (b) =>
    make("div", { class: `feedback ${b.tone}`, tabindex: "-1", "data-key": "feedback" },
      make("span", { class: "tone" }, TONES[b.tone]), make("div", { html: b.html })),

  picture: (b) =>
    make("figure", {},
      scrolled(make("div", { class: "stage", html: b.html, ...KEYS })), // by the arrows
      make("details", {}, make("summary", KEYS, "The same as text"), make("pre", {}, b.twin))),

  table(b) {
    const head = make("tr", {}, ...b.header.map((cell) => make("th", { scope: "col" }, cell)));
    const body = b.rows.map((row) =>
      make("tr", {}, ...row.map((cell, i) => make(i ? "td" : "th", i ? {} : { scope: "row" }, cell))));
    return make("table", {}, make("caption", {}, b.caption),
      make("thead", {}, head), make("tbody", {}, ...body));
  },
};

function render({ model, el }) {
  // Each card loads this file anew, so that no counter is shared; radios of one name are one group.
  const uid = `eventlab-${Math.random().toString(36).slice(2)}`;
  const answer = {};
  let waiting = null;
  let told = []; // the feedback that was shown before

  const card = make("section", { class: "eventlab-widget eventlab-card", "aria-label": model.get("label") });
  const body = make("div", {});
  const status = make("div", { class: "status", role: "status", "aria-live": "polite" });
  const heard = make("div", { class: "heard", "aria-live": "polite" }); // for those who do not see
  const say = (text) => { heard.textContent = text; };
  card.append(body, status, heard);
  card.addEventListener("keydown", ({ key, isComposing }) => { // Escape leads back to the cell
    if (key === "Escape" && !isComposing) card.closest(".jp-Cell")?.focus();
  });
  el.append(card);

  function press(action) {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      status.textContent = "The kernel does not answer. If it is busy, wait; else run this cell again.";
    }, PATIENCE);
    model.send({ action, chosen: answer });
  }

  function draw() {
    clearTimeout(waiting);
    const focused = card.contains(document.activeElement) && document.activeElement.dataset.key;
    const view = model.get("view");
    const title = () => body.querySelector(".title")?.innerHTML;
    const before = title();
    body.replaceChildren(...view.map((b) => blocks[b.block](b, { uid, answer, press, say })));
    const said = view.filter((b) => b.block === "feedback");
    status.textContent = said.length ? "" : status.textContent;
    const notes = [...body.querySelectorAll('[data-key="feedback"]')];
    const news = notes.find((each) => !told.includes(each.innerHTML));
    const note = news ?? notes[0];
    told = notes.map((each) => each.innerHTML);
    if (note) note.setAttribute("role", "status");
    if (focused) {
      const same = body.querySelector(`[data-key="${focused}"]:not(:disabled)`);
      // The next question is read from its title on.
      const again = same && title() !== before ? body.querySelector(".heading") : same;
      const control = "button, input:not(:disabled), textarea:not(:disabled)";
      // What was pressed may be gone: then to what has come instead, be it words or a picture.
      (again ?? news ?? body.querySelector("summary") ?? note ?? body.querySelector(control))?.focus();
    }
  }

  draw();
  model.on("change:view", draw);
  return () => { clearTimeout(waiting); model.off("change:view", draw); };
}

export default { render };
