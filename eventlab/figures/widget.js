// What all widgets use: this stands before each one's own script.

/** Make an element. An attribute that is false is left out; `html` is its content. */
function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "html") node.innerHTML = value; // made by Python from the course's own Markdown
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

// On each control itself: the notebook would take Space, Enter and the arrows for its commands.
const KEYS = { "data-lm-suppress-shortcuts": "true" };

/** Let the keyboard reach what is wider than its place, and only then: not every browser does. */
function scrolled(stage) {
  new ResizeObserver(() => {
    stage.tabIndex = stage.scrollWidth > stage.clientWidth ? 0 : -1;
  }).observe(stage);
  return stage;
}
