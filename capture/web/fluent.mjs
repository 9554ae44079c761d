// Reads simple fluent messages: `id = text`, continued by indented lines. Selectors, terms and attributes are refused,
// so that a text cannot mean something else here than in the kiosk.

/** The languages there is a file for. */
export const LANGUAGES = ["nb", "nn", "se", "en"];

/** The messages whose ids begin with this. */
export function readTexts(file, prefix) {
  const messages = new Map();
  let current;
  for (const [index, line] of file.split(/\r?\n/).entries()) {
    if (line.startsWith("#") || line.trim() === "") continue;
    const head = /^([a-zA-Z][\w-]*)\s*=\s*(.*)$/.exec(line);
    if (head) {
      current = head[1];
      if (messages.has(current)) throw new Error(`line ${index + 1}: ${current} is there twice`);
      messages.set(current, head[2].trim());
    } else if (/^\s/.test(line) && current) {
      messages.set(current, `${messages.get(current)} ${line.trim()}`.trim());
    } else {
      throw new Error(`line ${index + 1} is no message`);
    }
  }
  const wanted = new Map([...messages].filter(([id]) => id.startsWith(prefix)));
  for (const [id, text] of wanted) {
    if (/[{}]/.test(text.replace(/\{ ?\$[a-z_]+ ?\}/g, ""))) throw new Error(`${id} is no simple message`);
  }
  return wanted;
}
