// What the chip session is at, in words a person understands.

const STAGES: Readonly<Record<string, string>> = {
  access: "page-stage-access",
  files: "page-stage-files",
  proof: "page-stage-genuineness",
};

/** The text for the service's word for a stage. */
export function stageText(stage: string): string {
  return STAGES[stage] ?? "page-stage-files";
}
