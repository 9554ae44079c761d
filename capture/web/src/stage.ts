// What the chip session is at, in words a person understands: the service names stages as the standard does.

/** The text for a stage. */
export function stageText(stage: string): string {
  if (/^(introduction|access|EF\.CardAccess|PACE|BAC)/i.test(stage)) return "page-stage-access";
  if (/^(chip|active)[ _]authentication|genuine|^proof/i.test(stage)) return "page-stage-genuineness";
  return /DG2$/.test(stage) ? "page-stage-portrait" : "page-stage-files";
}
