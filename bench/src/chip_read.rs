//! A whole reading of a chip, ICAO 9303-11: PACE, the files that a control needs, Chip Authentication.
//!
//! Time on the air is modelled (`emrtd_simulator::air_interface`), and the floor is the needed bytes on the line with
//! nothing around them, and the chip's computing. The terminal's computing is measured: the simulated chip's is left out.

use crate::measure::median;
use capture::transport::{OnAir, SimulatedCard};
use capture::{Card, SystemRandomness, exchange};
use dmrtd::com::{TransceiveError, Transceiver};
use dmrtd::passport::Passport;
use dmrtd::proto::can_key::CanKey;
use emrtd::chip::chip_authentication;
use emrtd::crypto::Cipher;
use emrtd::domain_parameters::Curve;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::lds::DataGroup2;
use emrtd::password::Password;
use emrtd::protocol::{Protocol, Step};
use emrtd::record::ChipRecord;
use emrtd::security_info::SecurityInfos;
use emrtd::session::{ReadPlan, Selection, start};
use emrtd_simulator::air_interface::{AirInterface, AirTime, BitRate, ComputingTimes, Operation};
use emrtd_simulator::{
    Access, ChipAuthenticationKey, EcParameters, IssueOptions, PaceParameters, SignerAlgorithm, Specimen,
    issue,
};
use std::time::{Duration, Instant};

type Failure = Box<dyn std::error::Error>;

const ROUNDS: usize = 101;
/// The goals: the reading beside its floor at 424 kbit/s, the APDUs beside dmrtd's, the terminal's computing in ms.
const MOST_OF_FLOOR: f64 = 1.10;
const MOST_APDUS: f64 = 0.50;
const MOST_COMPUTING: f64 = 10.0;
/// DG2 of a Norwegian passport.
const FACE: usize = 17_659;
/// What a control needs; EF.SOD is read always.
const NEEDED: [DataGroup; 3] = [DataGroup::DG1, DataGroup::DG2, DataGroup::DG14];

/// Prints the reading on the air for each bit rate, beside dmrtd, and the terminal's computing.
pub fn run() -> Result<(), Failure> {
    let specimen = norwegian()?;
    let needed = needed_bytes(&specimen);
    println!("\nA Norwegian passport's chip ({needed} bytes needed), PACE-GM P-256 and Chip Authentication");
    println!("type A, frames of 256 bytes, a quick chip; modelled, in ms");
    println!(
        "{:<12} {:>10} {:>8} {:>8} {:>9} {:>10} {:>14}",
        "", "idkontroll", "floor", "of floor", "line only", "of floor", "of 8-bit floor"
    );
    for rate in BitRate::ALL {
        row(&specimen, needed, rate)?;
    }
    beside_dmrtd(&specimen)?;
    terminal(&specimen)
}

/// A passport whose data groups and EF.SOD have a Norwegian one's lengths, as near as a specimen's can.
fn norwegian() -> Result<Specimen, Failure> {
    let mut random = SystemRandomness::new();
    let curve = Curve::P256;
    let key = ChipAuthenticationKey {
        parameters: EcParameters::Explicit,
        ..ChipAuthenticationKey::new(Cipher::Aes128, Curve::BrainpoolP256r1)
    };
    let mut options = IssueOptions {
        access: Access::Pace(PaceParameters::ecdh_gm(Cipher::Aes128, curve)),
        chip_authentication: Some(key),
        signer: SignerAlgorithm::RsaPss2048Sha256,
        ..IssueOptions::default()
    };
    let group = ElementaryFile::DataGroup(DataGroup::DG2);
    let first = issue(&options, &mut random)?;
    let mut portrait = DataGroup2::parse(&first.files()[&group])?.faces()[0].image().to_vec();
    loop {
        options.portrait = Some(portrait.clone());
        let specimen = issue(&options, &mut random)?;
        match FACE.checked_sub(specimen.files()[&group].len()) {
            Some(0) => return Ok(specimen),
            Some(missing) => portrait.resize(portrait.len() + missing.div_ceil(2), 0),
            None => return Err("the face is too long".into()),
        }
    }
}

fn needed_bytes(specimen: &Specimen) -> u64 {
    let groups = NEEDED.map(ElementaryFile::DataGroup);
    let files = groups.into_iter().chain([ElementaryFile::Sod]);
    files.map(|file| specimen.files()[&file].len() as u64).sum()
}

/// One of our sessions.
struct Session {
    apdus: u32,
    bytes: u64,
    air: AirTime,
    terminal: Duration,
}

fn session(specimen: &Specimen, air: AirInterface) -> Result<Session, Failure> {
    let mut card = Counted::new(OnAir::new(SimulatedCard::new(specimen.clone()), air));
    let plan = ReadPlan {
        password: Password::Can(specimen.passwords().can()?),
        data_groups: Selection::Only(NEEDED.to_vec()),
        challenge: [7; 8],
        maximum_response: card.maximum_response(),
        terminal: None,
    };
    let (random, begun) = (SystemRandomness::new(), Instant::now());
    let mut step = start(plan, random);
    let mut terminal = begun.elapsed();
    loop {
        match step {
            Step::Done(record) => {
                whole(&record, specimen)?;
                let (apdus, bytes, air) = (card.apdus, card.bytes, card.card.time());
                return Ok(Session { apdus, bytes, air, terminal });
            }
            Step::Transmit(commands, waiting) => {
                let answers = exchange(&commands, &mut card)?;
                let begun = Instant::now();
                step = waiting.receive(answers)?;
                terminal += begun.elapsed();
            }
        }
    }
}

/// Everything was read that was to be, and the chip proved its key.
fn whole(record: &ChipRecord, specimen: &Specimen) -> Result<(), Failure> {
    let group = record.data_group(DataGroup::DG14).ok_or("DG14 was not read")?;
    let transcript = record.chip_authentication.as_ref().ok_or("Chip Authentication was not run")?;
    chip_authentication::verify(&SecurityInfos::from_data_group_14(group)?, transcript)?;
    match record.files == *specimen.files() {
        true => Ok(()),
        false => Err("a file was not read as it is".into()),
    }
}

/// Counts what passes, and the time that it passes in.
struct Counted {
    card: OnAir<SimulatedCard>,
    apdus: u32,
    bytes: u64,
    time: Duration,
}

impl Counted {
    fn new(card: OnAir<SimulatedCard>) -> Self {
        Self { card, apdus: 0, bytes: 0, time: Duration::ZERO }
    }
}

impl Card for Counted {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, capture::CardError> {
        let begun = Instant::now();
        let answer = self.card.transmit(command)?;
        self.time += begun.elapsed();
        self.apdus += 1;
        self.bytes += (command.len() + answer.len()) as u64;
        Ok(answer)
    }

    fn maximum_response(&self) -> u32 {
        self.card.maximum_response()
    }
}

impl Transceiver for &mut Counted {
    fn transceive(&mut self, command: &[u8]) -> Result<Vec<u8>, TransceiveError> {
        self.transmit(command).map_err(|error| TransceiveError::new(error.to_string()))
    }
}

/// PACE and Chip Authentication, and the protection of the needed bytes.
fn needed_computing(times: &ComputingTimes, needed: u64) -> Duration {
    let operations = [
        Operation::Symmetric,
        Operation::Mapping,
        Operation::EphemeralKeyAgreement,
        Operation::Symmetric,
        Operation::StaticKey,
    ];
    let protocols: Duration = operations.into_iter().map(|operation| times.operation(operation)).sum();
    protocols + times.protected_byte * needed as u32
}

fn row(specimen: &Specimen, needed: u64, rate: BitRate) -> Result<(), Failure> {
    let air = AirInterface::of_today(rate);
    let line = AirInterface { computing: ComputingTimes::NONE, ..air };
    let pure = air.pure_transfer(needed).duration();
    let floor = pure + needed_computing(&air.computing, needed);
    let bits = (rate.bit() * 8 * needed).duration() + needed_computing(&air.computing, needed);
    let (whole, line) = (session(specimen, air)?.air.total(), session(specimen, line)?.air.total());
    let of_floor = whole.as_secs_f64() / floor.as_secs_f64();
    let missed = if rate == BitRate::Fc32 { missed(of_floor, MOST_OF_FLOOR) } else { String::new() };
    println!(
        "{:<12} {:>10.1} {:>8.1} {of_floor:>8.3} {:>9.1} {:>10.3} {:>14.3}{missed}",
        format!("{} kbit/s", rate.kilobits()),
        milliseconds(whole),
        milliseconds(floor),
        milliseconds(line),
        line.as_secs_f64() / pure.as_secs_f64(),
        whole.as_secs_f64() / bits.as_secs_f64(),
    );
    Ok(())
}

/// Says that a goal is not reached; nothing where it is.
fn missed(figure: f64, most: f64) -> String {
    if figure > most { format!("  missed: the goal is {most:.2}") } else { String::new() }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// What dmrtd sends to read the same files; it runs no Chip Authentication.
fn peer(specimen: &Specimen, air: AirInterface) -> Result<(Counted, Duration), Failure> {
    let mut card = Counted::new(OnAir::new(SimulatedCard::new(specimen.clone()), air));
    let begun = Instant::now();
    let mut passport = Passport::new(&mut card);
    let access = passport.read_ef_card_access()?;
    passport.start_session_pace(CanKey::new(&specimen.passwords().card_access_number)?, &access)?;
    passport.read_ef_sod()?;
    passport.read_ef_dg1()?;
    passport.read_ef_dg2()?;
    passport.read_ef_dg14()?;
    drop(passport);
    let terminal = begun.elapsed() - card.time;
    Ok((card, terminal))
}

fn beside_dmrtd(specimen: &Specimen) -> Result<(), Failure> {
    let air = AirInterface::of_today(BitRate::Fc32);
    let ours = session(specimen, air)?;
    let (peer, _) = peer(specimen, air)?;
    println!("\nThe same chip at 424 kbit/s beside dmrtd 0.3.5, which runs no Chip Authentication");
    println!("{:<12} {:>10} {:>8} {:>8}", "", "idkontroll", "dmrtd", "of dmrtd");
    let line = |name: &str, ours: f64, peer: f64, most: f64| {
        let (ratio, missed) = (ours / peer, missed(ours / peer, most));
        println!("{name:<12} {ours:>10.0} {peer:>8.0} {ratio:>8.2}{missed}");
    };
    line("APDUs", f64::from(ours.apdus), f64::from(peer.apdus), MOST_APDUS);
    line("bytes", ours.bytes as f64, peer.bytes as f64, f64::INFINITY);
    line(
        "ms, modelled",
        milliseconds(ours.air.total()),
        milliseconds(peer.card.time().total()),
        f64::INFINITY,
    );
    Ok(())
}

fn terminal(specimen: &Specimen) -> Result<(), Failure> {
    let air = AirInterface::of_today(BitRate::Fc32);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(milliseconds(session(specimen, air)?.terminal));
        theirs.push(milliseconds(peer(specimen, air)?.1));
    }
    let ratio = median(ours.iter().zip(&theirs).map(|(ours, theirs)| ours / theirs).collect());
    println!(
        "\nThe terminal's computing, one session, one thread, median of {ROUNDS} interleaved rounds, ms"
    );
    println!("{:<12} {:>10} {:>8} {:>8} {:>8}", "", "idkontroll", "goal", "dmrtd", "of dmrtd");
    let ours = median(ours);
    let missed = missed(ours, MOST_COMPUTING);
    println!("{:<12} {ours:>10.2} {MOST_COMPUTING:>8.2} {:>8.2} {ratio:>8.2}{missed}", "", median(theirs));
    Ok(())
}
