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
    sight::Sight,
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
    /// There is no probe, and the policy has one taken.
    #[error("no probe was captured")]
    NoProbe,
}

/// What was seen in every probe, or why there is no single face in one.
type Seen<'a> = Result<&'a [(&'a Face, AttackScore)], &'a Reason>;

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
        let signed = |file| capture.record.file(file).unwrap_or_default();
        let (sod, card_security) = (signed(ElementaryFile::Sod), signed(ElementaryFile::CardSecurity));
        let anchors = self.trust.subset_for(sod, card_security).to_bytes();
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
        if capture.probes.is_empty() && demands.face.attempts == 0 {
            let networks = self.networks.attacks.network_set().to_string();
            let attack = AttackReport::not_assessed(&demands.presentation_attack, networks);
            return Ok(Examination::new(
                chip,
                (FaceReport::not_assessed(&demands.face, vec![]), None),
                (attack, None),
            ));
        }
        let sights = self.look(&capture.probes)?;
        let seen = sights.iter().map(Sight::seen).collect::<Result<Vec<_>, _>>();
        let attack = self.judge_attack(&demands.presentation_attack, seen.as_deref());
        let face = self.judge_face(demands, chip.document.as_ref(), &capture.probes, seen.as_deref())?;
        Ok(Examination::new(chip, face, attack))
    }

    /// What is to be seen in every probe.
    fn look(&mut self, probes: &[Probe]) -> Result<Vec<Sight>, ExaminationError> {
        if probes.is_empty() {
            return Err(ExaminationError::NoProbe);
        }
        let looks = probes.iter().map(|probe| self.networks.recall_or_look(probe));
        looks.collect::<Result<_, _>>().map_err(ExaminationError::Network)
    }

    /// The highest attack score of all probes counts.
    fn judge_attack(&self, demands: &AttackDemands, seen: Seen<'_>) -> (AttackReport, Option<BonaFide>) {
        let networks = self.networks.attacks.network_set().to_string();
        let (Ok(seen), Some(threshold)) = (seen, demands.set(&networks)) else {
            return (AttackReport::not_assessed(demands, networks), None);
        };
        let worst = seen.iter().fold(AttackScore::LOWEST, |worst, (_, score)| worst.worse(*score));
        BonaFide::judge(worst.value(), threshold, demands.certificate.is_some())
    }

    /// The lowest comparison score of all probes counts.
    fn judge_face(
        &mut self,
        demands: &Demands,
        document: Option<&AuthenticDocument>,
        probes: &[Probe],
        seen: Seen<'_>,
    ) -> Result<(FaceReport, Option<FaceMatch>), ExaminationError> {
        let not_assessed = |reasons| Ok((FaceReport::not_assessed(&demands.face, reasons), None));
        let seen = match seen {
            Ok(seen) => seen,
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
        for (probe, (face, _)) in probes.iter().zip(seen) {
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
