// Builds the page: the texts of the fluent files and the pictures go into one script, so that nothing else is fetched.
// `dist` is what the service embeds; `build` holds the same modules one by one, for the tests.

import { build } from "esbuild";
import { cp, mkdir, readFile, readdir } from "node:fs/promises";
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

const out = process.argv[2] ?? here("dist");
await mkdir(out, { recursive: true });
await build({ ...options, entryPoints: [here("src/page.ts")], outfile: `${out}/page.js`, minify: true, legalComments: "none" });
await build({ entryPoints: [here("src/page.css")], outfile: `${out}/page.css`, minify: true });
await cp(here("src/index.html"), `${out}/index.html`);

const modules = (await readdir(here("src"))).filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"));
await build({ entryPoints: modules.map((name) => here(`src/${name}`)), outdir: here("build"), format: "esm", target: "es2022" });
