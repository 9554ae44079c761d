//! Everything that is named on the command line, read before the window opens.

use super::nonces::{NonceError, Nonces};
use super::{OfficerFiles, OfficerKeys};
use crate::arguments::Arguments;
use crate::flow::Mode;
use emrtd::signing::PrivateKey;
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use thiserror::Error;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use verifier::jws::TokenKey;
use verifier::policy::{Attendance, Policy};
use verifier::trust::TrustStore;
use zeroize::Zeroizing;

/// Why the kiosk cannot start: one clear line.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StartError {
    /// A file cannot be read.
    #[error("{path}: {0}", path = .1.display())]
    Unreadable(#[source] std::io::Error, PathBuf),
    /// A file is not what it should be.
    #[error("{path}: {0}", path = .1.display())]
    Foreign(String, PathBuf),
    /// The policy cannot be used.
    #[error("{0}: {1}")]
    Policy(String, #[source] verifier::policy::PolicyError),
    /// The policy is for the other mode.
    #[error("policy {0} is for {1} controls; start with --mode {1}")]
    OtherMode(String, &'static str),
    /// At the counter an officer signs.
    #[error("--mode attended needs --officer-key and --officers")]
    NoOfficer,
    /// `--at` is no time.
    #[error("--at is not an RFC 3339 time")]
    Time,
    /// There is no officer's key in the folder.
    #[error("{path}: holds no officer's key (NAME.pem)", path = .0.display())]
    NoOfficerKeys(PathBuf),
    /// There is no such reader.
    #[error("--reader: {0}")]
    Reader(#[from] capture::OpenError),
    /// There is no such camera.
    #[error("--camera: {0}")]
    Camera(#[from] capture::camera::CameraError),
    /// A control with this nonce was signed here already.
    #[error("--nonce: a control with this nonce was signed already; ask the issuer for another")]
    NonceSpent,
    /// The results' folder cannot be made.
    #[error("{path}: {0}", path = .1.display())]
    Out(#[source] std::io::Error, PathBuf),
}

/// What every control of this kiosk uses.
pub struct Inputs {
    /// The reader's URI.
    pub reader: String,
    /// The camera's URI.
    pub camera: String,
    /// What a simulated chip takes for an answer.
    pub latency: Duration,
    /// The trust anchors.
    pub trust: TrustStore,
    /// The policy.
    pub policy: Policy,
    /// The key that signs results.
    pub signing_key: TokenKey,
    /// The name under which results are signed.
    pub issuer: String,
    /// The officers' keys, at the counter.
    pub officers: Option<OfficerKeys>,
    /// Where they lie: whoever signs in is looked up there anew.
    pub officer_files: Option<OfficerFiles>,
    /// The eID issuer the results are for.
    pub audience: String,
    /// The issuer's nonce, where the only control there is has one.
    pub nonce: Option<String>,
    /// The clock of every verdict, where it is set.
    pub at: Option<OffsetDateTime>,
    /// Where results are written.
    pub out: PathBuf,
    /// What prints receipts.
    pub print: Option<PathBuf>,
}

impl Inputs {
    /// Reads everything.
    pub fn read(arguments: &Arguments) -> Result<Self, StartError> {
        let policy = policy(arguments)?;
        let at = arguments.at.as_deref().map(|at| OffsetDateTime::parse(at, &Rfc3339));
        devices(arguments)?;
        results(arguments)?;
        let officer_files = OfficerFiles::named(arguments)?;
        Ok(Self {
            reader: arguments.reader.clone(),
            camera: arguments.camera.clone(),
            latency: Duration::from_millis(arguments.latency),
            trust: trust(&arguments.trust)?,
            policy,
            signing_key: signing_key(&arguments.signing_key)?,
            issuer: arguments.issuer.clone(),
            officers: officer_files.as_ref().map(OfficerFiles::read).transpose()?,
            officer_files,
            audience: arguments.audience.clone(),
            nonce: arguments.nonce.clone(),
            at: at.transpose().map_err(|_| StartError::Time)?,
            out: arguments.out.clone(),
            print: arguments.print.clone(),
        })
    }
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, StartError> {
    fs::read(path).map_err(|error| StartError::Unreadable(error, path.to_path_buf()))
}

fn foreign(path: &Path) -> impl Fn(String) -> StartError + '_ {
    |what| StartError::Foreign(what, path.to_path_buf())
}

/// They are given back at once: a control opens them again.
fn devices(arguments: &Arguments) -> Result<(), StartError> {
    match capture::open(&arguments.reader) {
        Err(error) if !error.passes() => return Err(error.into()),
        _ => {}
    }
    capture::camera::open_camera(&arguments.camera)?;
    Ok(())
}

/// The folder of the results, in which an ordered nonce is not spent.
fn results(arguments: &Arguments) -> Result<(), StartError> {
    let folder = fs::DirBuilder::new().recursive(true).mode(0o700).create(&arguments.out);
    folder.map_err(|error| StartError::Out(error, arguments.out.clone()))?;
    match Nonces::new(arguments.nonce.clone(), &arguments.out).draw() {
        Err(NonceError::Spent) => Err(StartError::NonceSpent),
        _ => Ok(()),
    }
}

fn policy(arguments: &Arguments) -> Result<Policy, StartError> {
    let policy = policy_named(&arguments.policy)?;
    let other = match (arguments.mode(), policy.demands().attendance) {
        (Mode::Attended, Attendance::Unattended) => "unattended",
        (Mode::Unattended, Attendance::Attended) => "attended",
        _ => return Ok(policy),
    };
    Err(StartError::OtherMode(arguments.policy.clone(), other))
}

fn policy_named(name: &str) -> Result<Policy, StartError> {
    let path = Path::new(name);
    let policy = match Policy::built_in(name) {
        Err(_) if path.exists() => {
            let text = String::from_utf8(read(path)?).map_err(|_| foreign(path)("not a text file".into()))?;
            Policy::parse(&text)
        }
        built_in => built_in,
    };
    policy.map_err(|error| StartError::Policy(name.to_owned(), error))
}

fn trust(folder: &Path) -> Result<TrustStore, StartError> {
    let path = folder.join("trust.store");
    TrustStore::from_bytes(&read(&path)?).map_err(|error| foreign(&path)(error.to_string()))
}

/// The key that signs results; the kiosk runs unwatched, so that it is not under a PIN.
fn signing_key(path: &Path) -> Result<TokenKey, StartError> {
    let pem = Zeroizing::new(read(path)?);
    let unusable = || foreign(path)("not a P-256 private key in PKCS#8 without a PIN".into());
    let key = PrivateKey::from_pem(&pem, None).map_err(|_| unusable())?;
    TokenKey::new(key).map_err(|_| unusable())
}
