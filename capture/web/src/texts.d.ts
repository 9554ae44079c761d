// What build.mjs makes of the fluent files.
declare module "texts:" {
  const texts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  export default texts;
}
declare module "*.svg" {
  const drawing: string;
  export default drawing;
}
