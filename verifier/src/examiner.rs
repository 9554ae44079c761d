//! The examiner: gives one capture to every leg.

use crate::{
    attack::AttackScore,
    case::Case,
    conclusion::Examined,
    control::{Capture, Control, Probe},
    examination::{ChipLegs, Examination},
    face::{Face, FaceError, Which},
    face_networks::FaceNetworks,
    passive::AuthenticDocument,
    picture::Picture,
    policy::{AttackDemands, Demands, Policy},
    proof::{BonaFide, FaceMatch},
    reason::Reason,
    report::{AttackReport, FaceReport},
    trust::TrustStore,
};
use emrtd::file::ElementaryFile;
use thiserror::Error;

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
    /// The networks of the face leg.
    pub networks: &'a mut FaceNetworks,
}

impl Examiner<'_> {
    /// Examines one capture and puts together the case to decide.
    pub fn examine(&mut self, control: &Control, capture: &Capture) -> Result<Examined, ExaminationError> {
        let examination = self.examine_legs(control, capture)?;
        let sod = capture.record.file(ElementaryFile::Sod).unwrap_or_default();
        let anchors = self.trust.subset_for(sod).to_bytes();
        let identities = self.networks.identities().to_vec();
        let trust = (self.trust.id(), anchors.as_slice());
        let case = Case::new(control, self.policy, trust, identities, capture, examination.reports());
        Ok(Examined::new(examination, case, self.policy.clone()))
    }

    /// Examines one capture; nothing but the document's proof is waited for.
    pub(crate) fn examine_legs(
        &mut self,
        control: &Control,
        capture: &Capture,
    ) -> Result<Examination, ExaminationError> {
        let demands = self.policy.demands();
        if self.networks.faces.embedder_id() != demands.face.network {
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
            match acquisition(self.networks.faces.locate(probe.picture(), Which::Probe))? {
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
        let networks = self.networks.attacks.network_set().to_string();
        let (Ok(faces), Some(threshold)) = (faces, demands.set(&networks)) else {
            return Ok((AttackReport::not_assessed(demands, networks), None));
        };
        let certified = demands.certificate.is_some();
        let mut worst = AttackScore::LOWEST;
        for (probe, face) in probes.iter().zip(faces) {
            let assessment = self.networks.attacks.assess(probe.picture(), face);
            worst = worst.worse(assessment.map_err(ExaminationError::Network)?.score);
        }
        Ok(BonaFide::judge(worst.value(), threshold, certified))
    }

    /// The lowest comparison score of all probes counts.
    fn judge_face(
        &mut self,
        demands: &Demands,
        document: Option<&AuthenticDocument>,
        probes: &[Probe],
        faces: &Result<Vec<Face>, Reason>,
    ) -> Result<(FaceReport, Option<FaceMatch>), ExaminationError> {
        let not_assessed = |reasons| Ok((FaceReport::not_assessed(&demands.face, reasons), None));
        let faces = match faces {
            Ok(faces) => faces,
            Err(reason) => return not_assessed(vec![*reason]),
        };
        let Some(document) = document else { return not_assessed(vec![]) };
        let Ok(portrait) = Picture::decode(document.portrait().image()) else {
            return not_assessed(vec![Reason::Malformed]);
        };
        let reference = match acquisition(self.networks.faces.locate(&portrait, Which::Reference))? {
            Ok(face) => face,
            Err(reason) => return not_assessed(vec![reason]),
        };
        let mut lowest = f32::INFINITY;
        for (probe, face) in probes.iter().zip(faces) {
            let compared =
                self.networks.faces.compare_located((&portrait, &reference), (probe.picture(), face));
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
