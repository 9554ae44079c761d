//! Whole controls through the service: its SQLite on this disk, its event chain, its workers.
//!
//! The floor of the chip is the bare cryptography of a control; beside it stands what bare SQLite commits would allow,
//! one for each of the control's two changes. The floor of the face is the same networks with nothing around them.

mod crowd;
mod desk;
mod floor;
mod latency;
mod line;
mod overload;
mod pace;
mod phone;

use crate::measure::median;
use crowd::Crowd;
use desk::{CHIP_ALONE, Desk, WITH_FACE};
use floor::{BareCommits, BareControl, BareNetworks};
use latency::Latencies;
use models::{Cache, Networks};
use pace::Pace;
use verifier::face_networks::FaceNetworks;

pub type Failure = Box<dyn std::error::Error + Send + Sync>;

const ROUNDS: usize = 7;
/// Controls of one round, per core.
const CHIP_CONTROLS: usize = 150;
const FACE_CONTROLS: usize = 20;
/// Controls that are under way at the same time, per core.
const CHIP_CROWD: usize = 16;
const FACE_CROWD: usize = 2;

/// Prints the rows of the chip alone, one with the face, and one under overload.
pub fn run() -> Result<(), Box<dyn std::error::Error>> {
    measure().map_err(|failure| failure as Box<dyn std::error::Error>)
}

fn measure() -> Result<(), Failure> {
    let cores = std::thread::available_parallelism()?.get();
    let cache = Cache::open(None)?;
    let Ok(networks) = Networks::open(&cache) else {
        println!("\nThe service: skipped, the networks are not in the cache");
        return Ok(());
    };
    let pictures =
        (std::fs::read(cache.portrait("obama.jpg"))?, std::fs::read(cache.portrait("obama2.jpg"))?);
    let workers = (0..cores).map(|_| FaceNetworks::open(&networks)).collect::<Result<Vec<_>, _>>()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let desk = Desk::open(workers, &pictures.0, pictures.1).await?;
        print_head(&desk, cores);
        chip_alone(&desk, cores).await?;
        with_face(&desk, cores, &networks).await?;
        overload::run(&desk, cores).await?;
        desk.check_chain().await
    })
}

fn print_head(desk: &Desk, cores: usize) {
    println!(
        "\nControls through the service, {cores} cores and as many workers, per second and core, median of \
             {ROUNDS} interleaved rounds"
    );
    println!("  (trust anchors: {}; no order names a webhook)", desk.service.trust_anchors());
    println!(
        "{:<26} {:>10} {:>5} {:>7} {:>8} {:>7} {:>7} {:>7} {:>7} {:>8}  floor",
        "", "idkontroll", "peer", "floor", "of floor", "p50 ms", "p95 ms", "CPU ms", "floor's", "of floor"
    );
}

async fn chip_alone(desk: &Desk, cores: usize) -> Result<(), Failure> {
    let bare = BareControl::of(&desk.specimen, &desk.record)?;
    let mut commits = BareCommits::open(desk.folder()).await?;
    let (mut latencies, mut table) = (Latencies::default(), Table::default());
    for _ in 0..ROUNDS {
        let cryptography = floor::per_core(cores, || Ok(|| bare.run()))?;
        let disk = commits.pace(cores).await?;
        let crowd = Crowd::read_chips(desk, CHIP_ALONE, cores * CHIP_CONTROLS).await?;
        let at_once = cores * CHIP_CROWD;
        let ours = crowd.conclude(at_once, cores, &mut latencies, Desk::chip_alone).await?;
        table.add([ours, cryptography, disk]);
    }
    let label = format!("chip alone, {} at once", cores * CHIP_CROWD);
    table.print(&label, CRYPTOGRAPHY, &latencies, "2 verifications, 1 key agreement, 1 signature");
    table.print("", DISK, &latencies, "2 bare commits of SQLite, one after the other");
    println!(
        "  (record in to result redeemable; demo-unattended, but no picture is taken: ends inconclusive)"
    );
    Ok(())
}

async fn with_face(desk: &Desk, cores: usize, networks: &Networks) -> Result<(), Failure> {
    let (mut latencies, mut table) = (Latencies::default(), Table::default());
    for _ in 0..ROUNDS {
        let bare = floor::per_core(cores, || {
            let mut bare = BareNetworks::open(networks, &desk.portrait, &desk.picture)?;
            Ok(move || bare.run())
        })?;
        let crowd = Crowd::read_chips(desk, WITH_FACE, cores * FACE_CONTROLS).await?;
        let at_once = cores * FACE_CROWD;
        table.add([crowd.conclude(at_once, cores, &mut latencies, Desk::with_face).await?, bare, bare]);
    }
    let label = format!("with face, {} at once", cores * FACE_CROWD);
    table.print(&label, NETWORKS, &latencies, "bare networks: 2 detections, 2 templates, 1 attack");
    println!("  (demo-unattended: record in, picture uploaded and looked at, result redeemable: accepted)");
    Ok(())
}

/// Round by round: ours and two floors.
#[derive(Default)]
struct Table(Vec<[Pace; 3]>);

/// The places of the floors.
const CRYPTOGRAPHY: usize = 1;
const DISK: usize = 2;
const NETWORKS: usize = 1;

impl Table {
    fn add(&mut self, round: [Pace; 3]) {
        self.0.push(round);
    }

    fn median(&self, of: impl Fn(&[Pace; 3]) -> f64) -> f64 {
        median(self.0.iter().map(of).collect())
    }

    fn print(&self, label: &str, floor: usize, latencies: &Latencies, by: &str) {
        println!(
            "{label:<26} {:>10.0} {:>5} {:>7.0} {:>8.2} {:>7.1} {:>7.1} {:>7.2} {:>7.2} {:>8.2}  {by}",
            self.median(|round| round[0].per_core),
            "none",
            self.median(|round| round[floor].per_core),
            self.median(|round| round[0].per_core / round[floor].per_core),
            latencies.at(0.5),
            latencies.at(0.95),
            self.median(|round| round[0].processor),
            self.median(|round| round[floor].processor),
            self.median(|round| round[floor].processor / round[0].processor),
        );
    }
}
