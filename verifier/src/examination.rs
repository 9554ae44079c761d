//! What an examination found and proved: every leg reports, and what a leg proves is kept as a proof.

use crate::{
    access::{self, AccessReport},
    genuineness::{self, ChipReport, GenuineChip},
    passive::{self, AuthenticDocument, PassiveReport},
    policy::{Demands, Policy},
    proof::{BonaFide, FaceMatch},
    report::{AttackReport, DocumentReport, FaceReport, LegReports, NotAssessed, QualityReport},
    trust::TrustStore,
};
use emrtd::record::ChipRecord;
use time::{Date, OffsetDateTime};

/// What the legs found and proved.
pub struct Examination {
    reports: LegReports,
    chip: ChipLegs,
    face: Option<FaceMatch>,
    bona_fide: Option<BonaFide>,
}

impl Examination {
    /// What each leg found.
    pub fn reports(&self) -> &LegReports {
        &self.reports
    }

    /// The document, when its data are proven.
    pub fn document(&self) -> Option<&AuthenticDocument> {
        self.chip.document.as_ref()
    }

    /// The chip, when it proved itself.
    pub fn chip(&self) -> Option<&GenuineChip> {
        self.chip.genuine.as_ref()
    }

    /// The face, when it matched the proven portrait.
    pub fn face(&self) -> Option<&FaceMatch> {
        self.face.as_ref()
    }

    /// The absence of a detected presentation attack.
    pub fn bona_fide(&self) -> Option<&BonaFide> {
        self.bona_fide.as_ref()
    }

    pub(crate) fn new(
        chip: ChipLegs,
        (face_report, face): (FaceReport, Option<FaceMatch>),
        (attack_report, bona_fide): (AttackReport, Option<BonaFide>),
    ) -> Self {
        let reports = LegReports {
            passive: chip.passive.clone(),
            access: chip.access.clone(),
            chip: chip.report.clone(),
            document: chip.validity.clone(),
            face: face_report,
            presentation_attack: attack_report,
            liveness: NotAssessed::default(),
            quality: QualityReport::default(),
        };
        Self { reports, chip, face, bona_fide }
    }

    /// The examination of a record whose probes were dropped: what was recorded of the face is judged again, but its
    /// scores are taken as they were attested.
    pub(crate) fn with_attested_face(chip: ChipLegs, recorded: &LegReports, demands: &Demands) -> Self {
        let face = match recorded.face.score {
            Some(score) => FaceMatch::judge(score, &demands.face),
            None => (FaceReport::not_assessed(&demands.face, recorded.face.reasons.clone()), None),
        };
        let attack = &recorded.presentation_attack;
        let threshold = demands.presentation_attack.set(&attack.networks);
        let attack = match (attack.score, threshold) {
            (Some(score), Some(threshold)) => {
                BonaFide::judge(score, threshold, demands.presentation_attack.certificate.is_some())
            }
            _ => (attack.clone(), None),
        };
        Self::new(chip, face, attack)
    }
}

/// What the legs that need no face found and proved.
pub(crate) struct ChipLegs {
    passive: PassiveReport,
    access: AccessReport,
    report: ChipReport,
    validity: DocumentReport,
    pub(crate) document: Option<AuthenticDocument>,
    genuine: Option<GenuineChip>,
}

impl ChipLegs {
    /// Examines a chip record.
    pub(crate) fn examine(
        record: &ChipRecord,
        trust: &TrustStore,
        policy: &Policy,
        at: OffsetDateTime,
    ) -> Self {
        let record = &record.for_control();
        let outcome = passive::authenticate(record, trust, &policy.demands().algorithms, at);
        let (passive, document, (report, genuine)) = match outcome {
            Ok(document) => {
                let verdict = genuineness::authenticate(&document, record);
                (document.report().clone(), Some(document), (verdict.report(), verdict.into_genuine()))
            }
            Err(refusal) => (refusal.report().clone(), None, (genuineness::disprove(&refusal, record), None)),
        };
        Self {
            passive,
            access: access::assess(document.as_ref(), record),
            report: report.with_terminal(record),
            validity: document_report(document.as_ref(), at.date()),
            document,
            genuine,
        }
    }
}

fn document_report(document: Option<&AuthenticDocument>, today: Date) -> DocumentReport {
    let expiry = document.and_then(AuthenticDocument::date_of_expiry);
    DocumentReport { expired: expiry.map(|expiry| expiry < today), status: NotAssessed::default() }
}
