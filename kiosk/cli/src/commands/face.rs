//! `idkontroll face`: detection, comparison and presentation attack detection on picture files.

use crate::arguments::FaceCommand;
use crate::outcome::{Failure, Outcome, failure};
use crate::{files, networks};
use serde::Serialize;
use serde_json::json;
use std::path::{Path, PathBuf};
use verifier::face::{Face, FaceError, Which};
use verifier::picture::Picture;
use verifier::reason::Reason;

#[derive(Serialize)]
struct Faces<'a> {
    faces: &'a [Face],
}

#[derive(Serialize)]
struct Comparison<'a> {
    verdict: &'static str,
    score: f32,
    threshold: f32,
    false_match_rate: f64,
    network: &'a str,
}

#[derive(Serialize)]
struct Attack<'a> {
    verdict: &'static str,
    score: f32,
    threshold: f32,
    networks: &'a str,
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
    let text = format!("{} face(s){}", faces.len(), faces.iter().map(describe).collect::<String>());
    Outcome::done(&Faces { faces: &faces }, text)
}

fn compare(reference: &Path, probe: &Path, policy: &str) -> Result<Outcome, Failure> {
    let demands = super::check::policy(policy)?.demands().face.clone();
    let (reference, probe) = (picture(reference)?, picture(probe)?);
    let mut networks = networks::open()?;
    let comparison = match networks.faces.compare(&reference, &probe) {
        Ok(comparison) => comparison,
        Err(error) => return no_face(error),
    };
    let score = comparison.score.value();
    let matched = score >= demands.threshold;
    let verdict = if matched { "match" } else { "no_match" };
    let report = Comparison {
        verdict,
        score,
        threshold: demands.threshold,
        false_match_rate: demands.false_match_rate,
        network: &demands.network,
    };
    let rate = demands.false_match_rate;
    let text = format!("{verdict}: score {score:.4}, threshold {} set for FMR {rate}", demands.threshold);
    Outcome::new(matched, &report, text)
}

fn detect_attack(images: &[PathBuf], policy: &str) -> Result<Outcome, Failure> {
    let policy = super::check::policy(policy)?;
    let pictures = images.iter().map(|image| picture(image)).collect::<Result<Vec<_>, _>>()?;
    let mut networks = networks::open()?;
    let set = networks.attacks.network_set().to_string();
    let threshold = policy.demands().presentation_attack.set(&set).ok_or_else(|| {
        Failure::new(format!("policy {} has no threshold for networks {set}", policy.demands().name))
    })?;
    let mut highest = 0f32;
    for picture in &pictures {
        let face = match networks.faces.locate(picture, Which::Probe) {
            Ok(face) => face,
            Err(error) => return no_face(error),
        };
        let score = networks.attacks.assess(picture, &face).map_err(failure)?.score.value();
        highest = if score > highest || score.is_nan() { score } else { highest };
    }
    let bona_fide = highest < threshold.threshold;
    let verdict = if bona_fide { "bona_fide" } else { "attack" };
    let report = Attack { verdict, score: highest, threshold: threshold.threshold, networks: &set };
    Outcome::new(
        bona_fide,
        &report,
        format!("{verdict}: score {highest:.4}, threshold {} for {set}", threshold.threshold),
    )
}

/// No face or two is an answer; a failing network is not.
fn no_face(error: FaceError) -> Result<Outcome, Failure> {
    let reason = match &error {
        FaceError::NotFound { .. } => Reason::FaceNotFound,
        FaceError::Multiple { .. } => Reason::MultipleFaces,
        _ => return Err(failure(error)),
    };
    let report = json!({"verdict": "not_assessed", "score": null, "reasons": [reason]});
    Outcome::new(false, &report, format!("not assessed: {error}"))
}

/// Reads a picture file.
fn picture(path: &Path) -> Result<Picture, Failure> {
    Picture::decode(&files::read(path)?).map_err(|error| Failure::about(path, error))
}
