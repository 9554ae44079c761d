//! Floors: what the libraries, the disk and the networks allow with nothing around them.

use super::Failure;
use super::pace::{Pace, Watch};
use crate::face;
use crate::security_object::Operation;
use emrtd::domain_parameters::Curve;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::record::ChipRecord;
use emrtd::security_info::SecurityInfos;
use emrtd_simulator::Specimen;
use models::Networks;
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcPoint};
use openssl::nid::Nid;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection};
use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Barrier;
use std::time::{Duration, Instant};
use verifier::picture::Picture;

const TURN: Duration = Duration::from_millis(500);
const COMMITS: usize = 100;
/// The changes of a control from its record to its verdict.
const CHANGES: f64 = 2.0;

/// What every core does while all do the same.
pub fn per_core<W: FnMut()>(
    cores: usize,
    worker: impl Fn() -> Result<W, Failure> + Sync,
) -> Result<Pace, Failure> {
    let ready = Barrier::new(cores + 1);
    let work = || {
        let worker = worker();
        ready.wait();
        let (mut work, begun, mut done) = (worker?, Instant::now(), 0.0);
        while begun.elapsed() < TURN {
            work();
            done += 1.0;
        }
        Ok::<f64, Failure>(done)
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        ready.wait();
        let watch = Watch::start();
        let done = threads.into_iter().map(|thread| thread.join().map_err(|_| "a floor broke down")?);
        let done = done.sum::<Result<f64, Failure>>()?;
        Ok(watch.pace(done, cores))
    })
}

/// The public-key operations of a control: two signatures verified, one key agreement, one signature made.
pub struct BareControl {
    verifications: [Operation; 2],
    group: EcGroup,
    chip_key: EcPoint,
    terminal_key: BigNum,
    signing: EcdsaKeyPair,
}

impl BareControl {
    /// Prepares everything that can be prepared.
    pub fn of(specimen: &Specimen, record: &ChipRecord) -> Result<Self, Failure> {
        let file = |file| specimen.files().get(&file).ok_or("a file is missing");
        let csca = specimen.trust_anchors().first().ok_or("no CSCA")?;
        let verifications =
            Operation::both(file(ElementaryFile::Sod)?, csca).map_err(|error| error.to_string())?;
        let infos = SecurityInfos::from_data_group_14(file(ElementaryFile::DataGroup(DataGroup::DG14))?)?;
        let key =
            infos.chip_authentication_public_keys().first().ok_or("no chip key")?.elliptic_curve_key()?;
        assert_eq!(key.curve, Curve::BrainpoolP256r1, "the floor's curve");
        let group = EcGroup::from_curve_name(Nid::BRAINPOOL_P256R1)?;
        let chip_key = EcPoint::from_bytes(&group, &key.point, &mut *BigNumContext::new()?)?;
        let transcript = record.chip_authentication.as_ref().ok_or("no Chip Authentication")?;
        let terminal_key = BigNum::from_slice(&transcript.terminal_private_key)?;
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).map_err(|_| "no key")?;
        let signing = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random)?;
        Ok(Self { verifications, group, chip_key, terminal_key, signing })
    }

    /// All four.
    pub fn run(&self) {
        assert!(self.verifications.iter().all(Operation::with_ring), "the signatures are good");
        self.agree().expect("the keys agree");
        black_box(self.signing.sign(&SystemRandom::new(), black_box(&[7; 1024])).expect("it signs"));
    }

    fn agree(&self) -> Result<(), openssl::error::ErrorStack> {
        let mut context = BigNumContext::new()?;
        let (mut secret, mut x, mut y) = (EcPoint::new(&self.group)?, BigNum::new()?, BigNum::new()?);
        secret.mul2(&self.group, &self.chip_key, &self.terminal_key, &mut context)?;
        secret.affine_coordinates(&self.group, &mut x, &mut y, &mut context)?;
        black_box(x);
        Ok(())
    }
}

/// SQLite with the service's durability, one small change a commit.
pub struct BareCommits(SqliteConnection);

impl BareCommits {
    /// A database of its own on the same disk.
    pub async fn open(folder: PathBuf) -> Result<Self, Failure> {
        let options = SqliteConnectOptions::new()
            .filename(folder.join("floor.db"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        let mut connection = SqliteConnection::connect_with(&options).await?;
        sqlx::query("CREATE TABLE event (body BLOB)").execute(&mut connection).await?;
        Ok(Self(connection))
    }

    /// Commits, one after the other: what they would leave to each core.
    pub async fn pace(&mut self, cores: usize) -> Result<Pace, Failure> {
        let watch = Watch::start();
        for _ in 0..COMMITS {
            sqlx::query("INSERT INTO event VALUES (?)").bind(vec![7u8; 300]).execute(&mut self.0).await?;
        }
        Ok(watch.pace(COMMITS as f64 / CHANGES, cores))
    }
}

/// The networks of a control on inputs of its sizes.
pub struct BareNetworks(face::Floor);

impl BareNetworks {
    /// Sessions of its own.
    pub fn open(networks: &Networks, portrait: &[u8], picture: &[u8]) -> Result<Self, Failure> {
        let pictures = [Picture::decode(portrait)?, Picture::decode(picture)?];
        let floor =
            face::Floor::new([&pictures[0], &pictures[1]], networks).map_err(|error| error.to_string())?;
        Ok(Self(floor))
    }

    /// Each network as often as a control needs it.
    pub fn run(&mut self) {
        self.0.run();
    }
}
