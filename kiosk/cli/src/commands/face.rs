//! `idkontroll face`: detection, comparison and presentation attack detection on picture files.

use super::account;
use crate::arguments::FaceCommand;
use crate::outcome::{Failure, Outcome, failure};
use crate::{files, networks};
use serde::Serialize;
use std::path::{Path, PathBuf};
use verifier::attack::AttackScore;
use verifier::examiner::ExaminationError;
use verifier::face::{Face, FaceError, Which};
use verifier::face_networks::FaceNetworks;
use verifier::picture::Picture;
use verifier::reason::Reason;
use verifier::report::{AttackReport, AttackVerdict, FaceReport, FaceVerdict};

#[derive(Serialize)]
struct Faces<'a> {
    faces: &'a [Face],
}

#[derive(Serialize)]
struct Comparison<'a> {
    #[serde(flatten)]
    report: FaceReport,
    network: &'a str,
}

#[derive(Serialize)]
struct Attack {
    #[serde(flatten)]
    report: AttackReport,
    reasons: Vec<Reason>,
}

pub fn run(command: &FaceCommand) -> Result<Outcome, Failure> {
    match command {
        FaceCommand::Detect { image } => detect(image),
        FaceCommand::Compare { reference, probe, policy } => compare(reference, probe, policy),
        FaceCommand::Pad { images, policy } => detect_attack(images, policy),
    }
}

fn detect(image: &Path) -> Result<Outcome, Failure> {
    let picture = picture(image)?;
    let faces = networks::open()?.faces.detect(&picture).map_err(failure)?;
    let describe = |face: &Face| {
        let [x, y, width, height] = face.box_;
        format!("\n  {width:.0} × {height:.0} at {x:.0}, {y:.0}, score {:.3}", face.score.value())
    };
    let count = if faces.len() == 1 { "1 face".into() } else { format!("{} faces", faces.len()) };
    let text = format!("{count}{}", faces.iter().map(describe).collect::<String>());
    Outcome::done(&Faces { faces: &faces }, text)
}

fn compare(reference: &Path, probe: &Path, policy: &str) -> Result<Outcome, Failure> {
    let demands = super::check::policy(policy)?.demands().face.clone();
    let (reference, probe) = (picture(reference)?, picture(probe)?);
    let mut networks = networks::open()?;
    if networks.faces.embedder_id() != demands.network {
        return Err(failure(ExaminationError::UnexpectedNetwork));
    }
    let (report, text) = match acquired(networks.faces.compare(&reference, &probe))? {
        Ok(comparison) => {
            let report = FaceReport::of_score(comparison.score.value(), &demands);
            let text = account::face(&report);
            (report, text)
        }
        Err((reason, text)) => (FaceReport::not_assessed(&demands, vec![reason]), text),
    };
    let matched = report.verdict == FaceVerdict::Match;
    Outcome::new(matched, &Comparison { report, network: &demands.network }, text)
}

fn detect_attack(images: &[PathBuf], policy: &str) -> Result<Outcome, Failure> {
    let policy = super::check::policy(policy)?;
    let demands = &policy.demands().presentation_attack;
    let pictures = images.iter().map(|image| picture(image)).collect::<Result<Vec<_>, _>>()?;
    let mut networks = networks::open()?;
    let set = networks.attacks.network_set().to_string();
    let threshold = demands.set(&set).ok_or_else(|| {
        Failure::new(format!("policy {} has no threshold for networks {set}", policy.demands().name))
    })?;
    let (report, reasons, text) = match acquired(assess(&mut networks, &pictures))? {
        Ok(score) => {
            let report = AttackReport::of_score(score.value(), threshold, demands.certificate.is_some());
            let text = account::attack(&report);
            (report, vec![], text)
        }
        Err((reason, text)) => (AttackReport::not_assessed(demands, set), vec![reason], text),
    };
    Outcome::new(report.verdict == AttackVerdict::BonaFide, &Attack { report, reasons }, text)
}

/// The highest attack score counts.
fn assess(networks: &mut FaceNetworks, pictures: &[Picture]) -> Result<AttackScore, FaceError> {
    pictures.iter().try_fold(AttackScore::LOWEST, |worst, picture| {
        let face = networks.faces.locate(picture, Which::Probe)?;
        Ok(worst.worse(networks.attacks.assess(picture, &face)?.score))
    })
}

/// No face or two is an answer, with its reason and words; a failing network is not.
fn acquired<T>(outcome: Result<T, FaceError>) -> Result<Result<T, (Reason, String)>, Failure> {
    let error = match outcome {
        Ok(found) => return Ok(Ok(found)),
        Err(error) => error,
    };
    let reason = match &error {
        FaceError::NotFound { .. } => Reason::FaceNotFound,
        FaceError::Multiple { .. } => Reason::MultipleFaces,
        _ => return Err(failure(error)),
    };
    Ok(Err((reason, format!("not assessed: {error}"))))
}

/// Reads a picture file.
pub fn picture(path: &Path) -> Result<Picture, Failure> {
    Picture::decode(&files::read(path)?).map_err(|error| Failure::about(path, error))
}
