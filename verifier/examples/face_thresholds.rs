//! Measures the deployed face pipeline on a folder of people (`NAME/PICTURE.jpg`), for the thresholds of the manifest:
//! comparison as ISO/IEC 19795-1 (FMR, FNMR), attack detection as ISO/IEC 30107-3 (BPCER; every picture is bona fide).
//!
//! `cargo run --release -p verifier --example face_thresholds -- FOLDER`

use models::{Cache, Networks};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use verifier::attack::AttackDetector;
use verifier::face::{Detector, Embedder, Embedding, Face, Which, main_face, only_face};
use verifier::picture::Picture;

const COMPARISON_THRESHOLDS: [f32; 2] = [0.3625, 0.418];
const FALSE_MATCH_RATES: [f64; 3] = [1e-2, 1e-3, 1e-4];
const BONA_FIDE_ERRORS: [f64; 2] = [0.05, 0.02];
const ATTACK_NETWORKS: [&[&str]; 3] = [
    &["fr_liveness"],
    &["minifasnet_v2", "minifasnet_v1se"],
    &["minifasnet_v2", "minifasnet_v1se", "fr_liveness"],
];

struct Sample {
    person: usize,
    picture: Picture,
    face: Face,
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("which folder?")?);
    let networks = Networks::open(&Cache::open(None)?)?;
    let samples = acquire(&folder, &networks)?;
    compare(&samples, &networks)?;
    ATTACK_NETWORKS.iter().try_for_each(|ids| detect_attacks(&samples, &networks, ids))
}

fn acquire(folder: &Path, networks: &Networks) -> Result<Vec<Sample>, Box<dyn Error>> {
    let mut detector = Detector::new(networks.session("yunet-2023mar")?);
    let (mut samples, mut none, mut several) = (Vec::new(), 0, 0);
    for (person, name) in sorted(folder)?.into_iter().enumerate() {
        for file in sorted(&name)? {
            let picture = Picture::decode(&fs::read(file)?)?;
            let faces = detector.detect(&picture)?;
            several += usize::from(!faces.is_empty() && only_face(&faces, Which::Probe).is_err());
            match main_face(&faces).cloned() {
                Some(face) => samples.push(Sample { person, picture, face }),
                None => none += 1,
            }
        }
    }
    println!(
        "{} pictures with a face, {none} without; {several} with several (the largest counts)",
        samples.len()
    );
    Ok(samples)
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>, std::io::Error> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    Ok(paths)
}

fn compare(samples: &[Sample], networks: &Networks) -> Result<(), Box<dyn Error>> {
    let mut embedder = Embedder::new(networks.session("sface-2021dec")?);
    let embed =
        |sample: &Sample| embedder.embed(&sample.picture, &sample.face).map(|found| (sample.person, found));
    let embeddings: Vec<(usize, Embedding)> = samples.iter().map(embed).collect::<Result<_, _>>()?;
    let (mut mated, mut non_mated) = (Vec::new(), Vec::new());
    for (index, (person, embedding)) in embeddings.iter().enumerate() {
        for (other, other_embedding) in embeddings.iter().skip(index + 1) {
            let score = embedding.similarity(other_embedding).value();
            if person == other { mated.push(score) } else { non_mated.push(score) }
        }
    }
    println!("SFace: {} mated, {} non-mated comparisons", mated.len(), non_mated.len());
    non_mated.sort_by(f32::total_cmp);
    let at_rates = FALSE_MATCH_RATES.map(|rate| quantile(&non_mated, 1.0 - rate));
    for threshold in COMPARISON_THRESHOLDS.into_iter().chain(at_rates) {
        let false_matches = 1.0 - share_below(&non_mated, threshold);
        println!(
            "  threshold {threshold:.4}: FMR {false_matches:.2e}, FNMR {:.2e}",
            share_below(&mated, threshold)
        );
    }
    Ok(())
}

fn detect_attacks(samples: &[Sample], networks: &Networks, ids: &[&str]) -> Result<(), Box<dyn Error>> {
    let sessions = ids.iter().map(|id| networks.session(id)).collect::<Result<Vec<_>, _>>()?;
    let mut detector = AttackDetector::new(sessions)?;
    let mut assess =
        |sample: &Sample| detector.assess(&sample.picture, &sample.face).map(|found| found.score.value());
    let mut scores: Vec<f32> = samples.iter().map(&mut assess).collect::<Result<_, _>>()?;
    scores.sort_by(f32::total_cmp);
    println!("{}: BPCER at 0.5 {:.3}", detector.network_set(), 1.0 - share_below(&scores, 0.5));
    for error in BONA_FIDE_ERRORS {
        println!("  BPCER {error}: threshold {:.4}", quantile(&scores, 1.0 - error));
    }
    Ok(())
}

fn share_below(scores: &[f32], threshold: f32) -> f64 {
    scores.iter().filter(|score| **score < threshold).count() as f64 / scores.len() as f64
}

/// The score that this share of the sorted scores lies at or below.
fn quantile(sorted: &[f32], share: f64) -> f32 {
    let place = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(place.min(sorted.len().saturating_sub(1))).copied().unwrap_or(f32::NAN)
}
