//! `idkontroll check`: one whole control.

use super::account::{self, Account};
use super::legs::Legs;
use crate::arguments::Check;
use crate::outcome::{Failure, Outcome, failure};
use crate::reading::{self, Figures, ReadOutcome};
use crate::{files, keys, networks, writing};
use capture::Reading;
use ring::rand::{SecureRandom, SystemRandom};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::Instant;
use verifier::assurance::{Decision, Verdict};
use verifier::case::OfficerStatement;
use verifier::conclusion::{Conclusion, Examined, Signer, refuse_unexamined};
use verifier::control::{Capture, Control, Probe};
use verifier::examiner::Examiner;
use verifier::face_networks::FaceNetworks;
use verifier::jws::{KeySet, TokenKey};
use verifier::policy::{Policy, ProbeSource};
use verifier::reason::Reason;
use verifier::trust::TrustStore;

/// Everything that is named on the command line, read before the chip is touched.
struct Inputs {
    control: Control,
    policy: Policy,
    trust: TrustStore,
    probes: Vec<Probe>,
    signing_key: TokenKey,
    officer: Option<(TokenKey, KeySet)>,
    networks: FaceNetworks,
}

pub fn run(check: &Check) -> Result<Outcome, Failure> {
    writing::must_be_free(&check.out)?;
    let inputs = Inputs::read(check)?;
    let plan = reading::plan(&check.access, reading::Extent::Needed)?;
    match reading::read(&check.reader, plan)? {
        ReadOutcome::Read(reading) => conclude(check, inputs, &reading),
        ReadOutcome::Refused(reason) => refuse(check, &inputs, reason),
    }
}

impl Inputs {
    fn read(check: &Check) -> Result<Self, Failure> {
        let policy = policy(&check.policy)?;
        let control = Control {
            audience: check.audience.clone(),
            nonce: check.nonce.clone(),
            at: files::clock(check.at.as_deref())?,
        };
        let signing_key = keys::read_signing_key(&check.signing_key, "signing")?;
        let officer = officer(check, &signing_key)?;
        let probe = |path: &PathBuf| {
            Probe::decode(files::read(path)?, ProbeSource::StillFile)
                .map_err(|error| Failure::about(path, error))
        };
        Ok(Self {
            control,
            policy,
            trust: files::read_trust(&check.trust)?,
            probes: check.selfie.iter().map(probe).collect::<Result<_, _>>()?,
            signing_key,
            officer,
            networks: networks::open()?,
        })
    }

    fn signer<'a>(&'a self, check: &'a Check, number: &'a str) -> Signer<'a> {
        Signer { issuer: &check.issuer, number, key: &self.signing_key }
    }
}

/// The officer's own key, which is never the one that signs results, and the enrolled officers.
fn officer(check: &Check, signing_key: &TokenKey) -> Result<Option<(TokenKey, KeySet)>, Failure> {
    let (Some(key), Some(officers)) = (&check.officer_key, &check.officers) else { return Ok(None) };
    let own = keys::read_signing_key(key, "officer's")?;
    match own.public().kid == signing_key.public().kid {
        true => Err(Failure::about(key, "is the signing key; an officer signs with a key of their own")),
        false => Ok(Some((own, keys::read_key_set(officers)?))),
    }
}

/// A built-in policy by its name, or a policy file, which may not pass for a built-in one.
pub fn policy(name: &str) -> Result<Policy, Failure> {
    let path = Path::new(name);
    match Policy::built_in(name) {
        Ok(policy) => return Ok(policy),
        Err(unknown) if !path.exists() => return Err(Failure::new(format!("{name}: {unknown}"))),
        Err(_) => {}
    }
    Policy::parse_own(&files::read_text(path)?).map_err(|error| Failure::about(path, error))
}

fn conclude(check: &Check, mut inputs: Inputs, reading: &Reading) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let capture = Capture { record: reading.record.clone(), probes: std::mem::take(&mut inputs.probes) };
    let mut examiner =
        Examiner { trust: &inputs.trust, policy: &inputs.policy, networks: &mut inputs.networks };
    let examined = examiner.examine(&inputs.control, &capture).map_err(failure)?;
    let verification = started.elapsed();
    let reports = examined.reports().clone();
    let officer = officer_statement(check, &inputs, &examined)?;
    let number = number()?;
    let conclusion = examined.conclude(officer, &inputs.signer(check, &number)).map_err(failure)?;
    write(check, &inputs, &conclusion)?;
    report(check, &inputs, &conclusion, Some(&Account { reports: &reports, reading, verification }))
}

/// The officer refuses exactly this case, or approves it where nothing else is missing; whether the officer is enrolled
/// is judged by the verifier.
fn officer_statement(
    check: &Check,
    inputs: &Inputs,
    examined: &Examined,
) -> Result<Option<OfficerStatement>, Failure> {
    let Some((key, enrolled)) = &inputs.officer else { return Ok(None) };
    let statement = match check.officer_refuses {
        true => examined.refusal(),
        false if examined.outlook().awaits_approval() => examined.statement(),
        false => return Ok(None),
    };
    let statement = statement.map_err(failure)?;
    let token = statement.sign(key).map_err(failure)?;
    Ok(Some(OfficerStatement { statement: token, enrolled: enrolled.clone() }))
}

/// A session that ended before there was anything to examine.
fn refuse(check: &Check, inputs: &Inputs, reason: Reason) -> Result<Outcome, Failure> {
    let number = number()?;
    let signer = inputs.signer(check, &number);
    let conclusion = refuse_unexamined(&inputs.control, &inputs.policy, &inputs.trust, reason, &signer);
    let conclusion = conclusion.map_err(failure)?;
    write(check, inputs, &conclusion)?;
    report(check, inputs, &conclusion, None)
}

/// The result's own number.
fn number() -> Result<String, Failure> {
    let mut number = [0u8; 16];
    SystemRandom::new().fill(&mut number).map_err(|_| failure("no random numbers"))?;
    Ok(hex::encode(number))
}

fn write(check: &Check, inputs: &Inputs, conclusion: &Conclusion) -> Result<(), Failure> {
    let keys = serde_json::to_vec_pretty(&inputs.signing_key.key_set()).map_err(failure)?;
    let mut written = vec![
        ("result.jws".to_owned(), format!("{}\n", conclusion.token).into_bytes()),
        ("jwks.json".to_owned(), keys),
    ];
    written
        .extend(conclusion.evidence.iter().map(|sealed| ("evidence.idk".to_owned(), sealed.bytes.clone())));
    writing::write_folder(&check.out, &written)
}

/// What `--json` prints.
#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    decision: &'a Decision,
    #[serde(flatten)]
    legs: Legs<'a>,
    reading: Option<Figures>,
    verification_milliseconds: Option<u128>,
    result: String,
    evidence: Option<String>,
}

fn report(
    check: &Check,
    inputs: &Inputs,
    conclusion: &Conclusion,
    account: Option<&Account<'_>>,
) -> Result<Outcome, Failure> {
    let attack_networks = || inputs.networks.attacks.network_set().to_string();
    let path = |name: &str| check.out.join(name).display().to_string();
    let report = Report {
        decision: &conclusion.decision,
        legs: account.map_or_else(
            || Legs::unexamined(inputs.policy.demands(), attack_networks()),
            |account| Legs::Examined(account.reports),
        ),
        reading: account.map(|account| Figures::of(account.reading)),
        verification_milliseconds: account.map(|account| account.verification.as_millis()),
        result: path("result.jws"),
        evidence: conclusion.evidence.as_ref().map(|_| path("evidence.idk")),
    };
    let text = account::tell(&check.out, &conclusion.decision, account);
    Outcome::new(conclusion.decision.verdict == Verdict::Accepted, &report, text)
}
