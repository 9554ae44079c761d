// Makes elements. Text is always text: nothing that comes from outside is read as markup.

type Child = Node | string | null | false | undefined;
type Value = string | number | boolean | null | undefined | ((event: Event) => void);

/** An element with attributes, listeners (`onclick`) and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, Value>> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(attribute.replace(/^on/, ""), value);
    else if (value === true) made.setAttribute(attribute, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(attribute, String(value));
  }
  made.append(...children.filter((child): child is Node | string => child !== null && child !== false && child !== undefined));
  return made;
}

/** One of the page's own drawings; decoration, which a screen reader passes over. */
export function drawing(markup: string, kind: string): Node {
  const made = new DOMParser().parseFromString(markup, "image/svg+xml").documentElement;
  made.setAttribute("class", kind);
  made.setAttribute("aria-hidden", "true");
  made.setAttribute("focusable", "false");
  return document.importNode(made, true);
}

let count = 0;

/** An id that no other element has. */
export function newId(): string {
  count += 1;
  return `e${count}`;
}
