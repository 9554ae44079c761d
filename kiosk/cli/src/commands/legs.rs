//! The legs in `check --json`: the same members whether there was something to examine or not.

use serde::Serialize;
use verifier::access::AccessReport;
use verifier::genuineness::ChipReport;
use verifier::passive::PassiveReport;
use verifier::policy::Demands;
use verifier::report::{AttackReport, DocumentReport, FaceReport, LegReports, NotAssessed, QualityReport};

/// What the legs found.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Legs<'a> {
    /// They examined a capture.
    Examined(&'a LegReports),
    /// The chip session ended before there was one.
    Unexamined(Box<Unexamined>),
}

/// No leg had anything to examine.
#[derive(Serialize)]
pub struct Unexamined {
    passive: Option<PassiveReport>,
    access: Option<AccessReport>,
    chip: ChipReport,
    document: DocumentReport,
    face: FaceReport,
    presentation_attack: AttackReport,
    liveness: NotAssessed,
    quality: QualityReport,
}

impl Legs<'_> {
    /// The legs of a session that was refused; `networks` would have looked for presentation attacks.
    pub fn unexamined(demands: &Demands, networks: String) -> Self {
        Self::Unexamined(Box::new(Unexamined {
            passive: None,
            access: None,
            chip: ChipReport::not_checked(),
            document: DocumentReport { expired: None, status: NotAssessed::default() },
            face: FaceReport::not_assessed(&demands.face, vec![]),
            presentation_attack: AttackReport::not_assessed(&demands.presentation_attack, networks),
            liveness: NotAssessed::default(),
            quality: QualityReport::default(),
        }))
    }
}
