// Builds the page: the texts of the fluent files and the pictures go into one script, so that nothing else is fetched.
// `dist` is what the service embeds and is kept in the repository, so that the service builds without npm; a test finds
// it fresh. `build` holds the same modules one by one, for the tests.

import { build } from "esbuild";
import { copyFile, mkdir, readFile, readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { LANGUAGES, readTexts } from "./fluent.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Answers `import texts from "texts:"` with the page's texts in every language. */
const texts = {
  name: "texts",
  setup(plugins) {
    plugins.onResolve({ filter: /^texts:$/ }, () => ({ path: "texts", namespace: "texts" }));
    plugins.onLoad({ filter: /.*/, namespace: "texts" }, async () => {
      const all = {};
      for (const language of LANGUAGES) {
        const file = await readFile(here(`../../assets/i18n/${language}.ftl`), "utf8");
        all[language] = Object.fromEntries(readTexts(file, "page-"));
      }
      return { contents: JSON.stringify(all), loader: "json" };
    });
  },
};

const options = { bundle: true, format: "esm", target: "es2022", charset: "utf8", plugins: [texts], loader: { ".svg": "text" } };

/** A file that is not new is left alone: the service is built again only when the page has changed. */
async function replace(from, to) {
  const [fresh, old] = await Promise.all([readFile(from), readFile(to).catch(() => null)]);
  if (!old?.equals(fresh)) await copyFile(from, to);
}

const out = here("build/page");
await mkdir(out, { recursive: true });
await build({ ...options, entryPoints: [here("src/page.ts")], outfile: `${out}/page.js`, minify: true, legalComments: "none" });
await build({ entryPoints: [here("src/page.css")], outfile: `${out}/page.css`, minify: true });
await copyFile(here("src/index.html"), `${out}/index.html`);
if (process.argv[2] !== "--modules") {
  await mkdir(here("dist"), { recursive: true });
  for (const name of ["index.html", "page.css", "page.js"]) await replace(`${out}/${name}`, here(`dist/${name}`));
}

const modules = (await readdir(here("src"))).filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"));
await build({ entryPoints: modules.map((name) => here(`src/${name}`)), outdir: here("build"), format: "esm", target: "es2022" });
