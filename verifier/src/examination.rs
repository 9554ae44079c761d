//! The examination of one capture: every leg reports, and what a leg proves is kept as a proof.

use crate::{
    access::{self, AccessReport},
    attack::AttackDetector,
    control::{Capture, Control, Probe},
    face::{Face, FaceError, FaceMatcher, Which},
    genuineness::{self, ChipReport, ChipVerdict, GenuineChip},
    passive::{self, AuthenticDocument, PassiveReport},
    picture::Picture,
    policy::{AttackDemands, Demands, Policy},
    proof::{BonaFide, FaceMatch},
    reason::Reason,
    report::{AttackReport, AttackVerdict, DocumentReport, FaceReport, LegReports, NotAssessed},
    trust::TrustStore,
};
use emrtd::record::ChipRecord;
use thiserror::Error;
use time::{Date, OffsetDateTime};

/// Why an examination could not be made: our fault, never the holder's.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ExaminationError {
    /// A network failed.
    #[error(transparent)]
    Network(FaceError),
    /// The policy's threshold holds for another embedding network.
    #[error("the policy's threshold is for another face network than the one at hand")]
    UnexpectedNetwork,
    /// There is no probe.
    #[error("no probe was captured")]
    NoProbe,
}

/// What it takes to examine captures.
pub struct Examiner<'a> {
    /// The trust anchors.
    pub trust: &'a TrustStore,
    /// The policy.
    pub policy: &'a Policy,
    /// The face networks.
    pub faces: &'a mut FaceMatcher,
    /// The presentation attack detector.
    pub attacks: &'a mut AttackDetector,
}

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

    fn new(
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
            quality: NotAssessed::default(),
        };
        Self { reports, chip, face, bona_fide }
    }

    /// The examination of a record whose probes were dropped: what was recorded of the face is judged again, but its
    /// scores are taken as they were attested.
    pub(crate) fn with_attested_face(chip: ChipLegs, recorded: &LegReports, demands: &Demands) -> Self {
        let face = match recorded.face.score {
            Some(score) => FaceMatch::judge(score, &demands.face),
            None => (FaceMatch::not_assessed(&demands.face, recorded.face.reasons.clone()), None),
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
    document: Option<AuthenticDocument>,
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
        let outcome = passive::authenticate(record, trust, &policy.demands().algorithms, at);
        let (passive, document) = match outcome {
            Ok(document) => (document.report().clone(), Some(document)),
            Err(refusal) => (refusal.report().clone(), None),
        };
        let verdict = document.as_ref().map(|document| genuineness::authenticate(document, record));
        Self {
            passive,
            access: access::assess(document.as_ref(), record),
            report: verdict.as_ref().map_or_else(ChipReport::not_checked, ChipVerdict::report),
            validity: document_report(document.as_ref(), at.date()),
            document,
            genuine: verdict.and_then(ChipVerdict::into_genuine),
        }
    }
}

impl Examiner<'_> {
    /// Examines one capture; nothing but the document's proof is waited for.
    pub fn examine(&mut self, control: &Control, capture: &Capture) -> Result<Examination, ExaminationError> {
        let demands = self.policy.demands();
        if self.faces.embedder_id() != demands.face.network {
            return Err(ExaminationError::UnexpectedNetwork);
        }
        let chip = ChipLegs::examine(&capture.record, self.trust, self.policy, control.at);
        let faces = self.find_faces(&capture.probes)?;
        let attack = self.judge_attack(&demands.presentation_attack, &capture.probes, &faces)?;
        let face = self.judge_face(demands, chip.document.as_ref(), &capture.probes, &faces)?;
        Ok(Examination::new(chip, face, attack))
    }

    /// The single face of every probe, or why there is none.
    fn find_faces(&mut self, probes: &[Probe]) -> Result<Result<Vec<Face>, Reason>, ExaminationError> {
        if probes.is_empty() {
            return Err(ExaminationError::NoProbe);
        }
        let mut faces = Vec::with_capacity(probes.len());
        for probe in probes {
            match acquisition(self.faces.locate(probe.picture(), Which::Probe))? {
                Ok(face) => faces.push(face),
                Err(reason) => return Ok(Err(reason)),
            }
        }
        Ok(Ok(faces))
    }

    /// The highest attack score of all probes counts.
    fn judge_attack(
        &mut self,
        demands: &AttackDemands,
        probes: &[Probe],
        faces: &Result<Vec<Face>, Reason>,
    ) -> Result<(AttackReport, Option<BonaFide>), ExaminationError> {
        let networks = self.attacks.network_set().to_string();
        let threshold = demands.set(&networks);
        let certified = demands.certificate.is_some();
        let (Ok(faces), Some(threshold)) = (faces, threshold) else {
            let verdict = AttackVerdict::NotAssessed;
            return Ok((AttackReport { score: None, threshold: None, verdict, certified, networks }, None));
        };
        let mut highest = 0f32;
        for (probe, face) in probes.iter().zip(faces) {
            let assessment = self.attacks.assess(probe.picture(), face).map_err(ExaminationError::Network)?;
            let score = assessment.score.value();
            highest = if score > highest || score.is_nan() { score } else { highest };
        }
        Ok(BonaFide::judge(highest, threshold, certified))
    }

    /// The lowest comparison score of all probes counts.
    fn judge_face(
        &mut self,
        demands: &Demands,
        document: Option<&AuthenticDocument>,
        probes: &[Probe],
        faces: &Result<Vec<Face>, Reason>,
    ) -> Result<(FaceReport, Option<FaceMatch>), ExaminationError> {
        let not_assessed = |reasons| Ok((FaceMatch::not_assessed(&demands.face, reasons), None));
        let faces = match faces {
            Ok(faces) => faces,
            Err(reason) => return not_assessed(vec![*reason]),
        };
        let Some(document) = document else { return not_assessed(vec![]) };
        let Ok(portrait) = Picture::decode(document.portrait().image()) else {
            return not_assessed(vec![Reason::Malformed]);
        };
        let reference = match acquisition(self.faces.locate(&portrait, Which::Reference))? {
            Ok(face) => face,
            Err(reason) => return not_assessed(vec![reason]),
        };
        let mut lowest = f32::INFINITY;
        for (probe, face) in probes.iter().zip(faces) {
            let compared = self.faces.compare_located((&portrait, &reference), (probe.picture(), face));
            let score = compared.map_err(ExaminationError::Network)?.value();
            lowest = if score < lowest || score.is_nan() { score } else { lowest };
        }
        Ok(FaceMatch::judge(lowest, &demands.face))
    }
}

/// Tells a failure to acquire a face, which is the capture's, from a network's failure, which is ours.
fn acquisition(found: Result<Face, FaceError>) -> Result<Result<Face, Reason>, ExaminationError> {
    match found {
        Ok(face) => Ok(Ok(face)),
        Err(FaceError::NotFound { .. }) => Ok(Err(Reason::FaceNotFound)),
        Err(FaceError::Multiple { .. }) => Ok(Err(Reason::MultipleFaces)),
        Err(error) => Err(ExaminationError::Network(error)),
    }
}

fn document_report(document: Option<&AuthenticDocument>, today: Date) -> DocumentReport {
    let expiry = document.and_then(|document| document.date_of_expiry(today));
    DocumentReport { expired: expiry.map(|expiry| expiry < today), status: NotAssessed::default() }
}
