//! `idkontroll check`: one whole control.

use crate::arguments::Check;
use crate::networks::{self, FaceNetworks};
use crate::outcome::{Failure, Outcome, failure};
use crate::reading::{self, ReadOutcome};
use crate::{files, keys};
use capture::Reading;
use emrtd::file::ElementaryFile;
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::json;
use std::path::Path;
use std::time::{Duration, Instant};
use verifier::assurance::{Decision, Verdict, decide};
use verifier::case::{Case, OfficerStatement};
use verifier::control::{Capture, Control, Probe};
use verifier::evidence::EvidenceBundle;
use verifier::examination::{Examination, Examiner};
use verifier::jws::{KeySet, SigningKey};
use verifier::officer::{OfficerApproval, OfficerDecision, Statement};
use verifier::policy::{Policy, ProbeSource};
use verifier::reason::Reason;
use verifier::result::{Issue, Provenance};
use verifier::trust::TrustStore;

/// Everything that is named on the command line, read before the chip is touched.
struct Inputs {
    control: Control,
    policy: Policy,
    trust: TrustStore,
    probes: Vec<Probe>,
    signing_key: SigningKey,
    officer: Option<(SigningKey, KeySet)>,
    networks: FaceNetworks,
}

/// A control that came to an examination.
pub struct Examined<'a> {
    pub examination: &'a Examination,
    pub reading: &'a Reading,
    pub verification: Duration,
}

pub fn run(check: &Check) -> Result<Outcome, Failure> {
    files::must_be_free(&check.out)?;
    let inputs = Inputs::read(check)?;
    let plan = reading::plan(&check.access, reading::Extent::Needed)?;
    match reading::read(&check.reader, plan)? {
        ReadOutcome::Read(reading) => conclude(check, inputs, reading),
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
        let officer = match (&check.officer_key, &check.officers) {
            (Some(key), Some(officers)) => {
                Some((keys::read_signing_key(key, "officer's")?, keys::read_key_set(officers)?))
            }
            _ => None,
        };
        let probe = |path: &std::path::PathBuf| {
            Probe::decode(files::read(path)?, ProbeSource::StillFile)
                .map_err(|error| Failure::about(path, error))
        };
        Ok(Self {
            control,
            policy,
            trust: files::read_trust(&check.trust)?,
            probes: check.selfie.iter().map(probe).collect::<Result<_, _>>()?,
            signing_key: keys::read_signing_key(&check.signing_key, "signing")?,
            officer,
            networks: networks::open()?,
        })
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
    let policy = Policy::parse(&files::read_text(path)?).map_err(|error| Failure::about(path, error))?;
    match Policy::built_in(&policy.demands().name) {
        Ok(built_in) if built_in.text() != policy.text() => {
            Err(Failure::about(path, "differs from the built-in policy of its name; give it a name of its own"))
        }
        _ => Ok(policy),
    }
}

fn conclude(check: &Check, mut inputs: Inputs, reading: Reading) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let capture = Capture { record: reading.record.clone(), probes: std::mem::take(&mut inputs.probes) };
    let mut examiner = Examiner {
        trust: &inputs.trust,
        policy: &inputs.policy,
        faces: &mut inputs.networks.faces,
        attacks: &mut inputs.networks.attacks,
    };
    let examination = examiner.examine(&inputs.control, &capture).map_err(failure)?;
    let verification = started.elapsed();
    let anchors =
        inputs.trust.subset_for(capture.record.file(ElementaryFile::Sod).unwrap_or_default()).to_bytes();
    let case = Case::new(
        &inputs.control,
        &inputs.policy,
        (inputs.trust.id(), &anchors),
        inputs.networks.identities.clone(),
        &capture,
        examination.reports(),
    );
    let officer = officer_statement(&inputs, &case)?;
    let approval = officer.as_ref().map(|(_, approval)| approval.clone());
    let (decision, evidence) =
        decide(inputs.policy.demands(), &case.sources(), &examination, approval.as_ref());
    let bundle =
        EvidenceBundle { case, officer: officer.map(|(statement, _)| statement), decision: decision.clone() };
    let sealed = bundle.seal().map_err(failure)?;
    let approved_by =
        approval.as_ref().and_then(|judged| judged.as_ref().ok()).map(|approval| approval.kid().to_owned());
    let provenance = Provenance::of_case(&bundle.case, &inputs.policy, approved_by, sealed.sha256);
    let token = sign(check, &inputs, &decision, evidence.as_ref(), provenance)?;
    write(check, &inputs, &token, Some(sealed.bytes))?;
    let examined = Examined { examination: &examination, reading: &reading, verification };
    report(check, &decision, Some(&examined))
}

/// The officer approves exactly this case; whether the officer is enrolled is judged by the verifier.
#[allow(clippy::type_complexity)]
fn officer_statement(
    inputs: &Inputs,
    case: &Case,
) -> Result<Option<(OfficerStatement, Result<OfficerApproval, Reason>)>, Failure> {
    let Some((key, enrolled)) = &inputs.officer else { return Ok(None) };
    let statement = Statement {
        case: case.sha256().map_err(failure)?,
        decision: OfficerDecision::Accept,
        aud: inputs.control.audience.clone(),
        nonce: inputs.control.nonce.clone(),
    };
    let token = statement.sign(key, &SystemRandom::new()).map_err(failure)?;
    let approval = verifier::officer::verify(&token, enrolled, &statement);
    Ok(Some((OfficerStatement { statement: token, enrolled: enrolled.clone() }, approval)))
}

/// A session that ended before there was anything to examine: a signed refusal without evidence.
fn refuse(check: &Check, inputs: &Inputs, reason: Reason) -> Result<Outcome, Failure> {
    let decision = Decision::refused_before_examination(reason);
    let provenance = Provenance::without_case(&inputs.policy, inputs.trust.id());
    let token = sign(check, inputs, &decision, None, provenance)?;
    write(check, inputs, &token, None)?;
    report(check, &decision, None)
}

fn sign(
    check: &Check,
    inputs: &Inputs,
    decision: &Decision,
    evidence: Option<&verifier::assurance::Evidence<'_>>,
    provenance: Provenance,
) -> Result<String, Failure> {
    let random = SystemRandom::new();
    let mut number = [0u8; 16];
    random.fill(&mut number).map_err(|_| failure("no random numbers"))?;
    let about = Issue {
        issuer: &check.issuer,
        audience: &inputs.control.audience,
        nonce: &inputs.control.nonce,
        number: hex::encode(number),
        at: inputs.control.at,
        policy: &inputs.policy,
    };
    verifier::result::issue(&about, decision, evidence, provenance, &inputs.signing_key, &random)
        .map_err(failure)
}

fn write(check: &Check, inputs: &Inputs, token: &str, evidence: Option<Vec<u8>>) -> Result<(), Failure> {
    let keys = serde_json::to_vec_pretty(&inputs.signing_key.key_set()).map_err(failure)?;
    let mut written =
        vec![("result.jws".to_owned(), format!("{token}\n").into_bytes()), ("jwks.json".to_owned(), keys)];
    written.extend(evidence.map(|bytes| ("evidence.idk".to_owned(), bytes)));
    files::write_folder(&check.out, &written)
}

fn report(check: &Check, decision: &Decision, examined: Option<&Examined<'_>>) -> Result<Outcome, Failure> {
    let mut report = json!(decision);
    report["result"] = json!(check.out.join("result.jws"));
    report["evidence"] = json!(examined.map(|_| check.out.join("evidence.idk")));
    if let (Some(members), Some(examined)) = (report.as_object_mut(), examined) {
        if let serde_json::Value::Object(legs) = json!(examined.examination.reports()) {
            members.extend(legs);
        }
        members.insert("reading".into(), reading::figures(examined.reading));
        members.insert("verification_milliseconds".into(), json!(examined.verification.as_millis()));
    }
    let text = super::account::tell(check, decision, examined);
    Outcome::new(decision.verdict == Verdict::Accepted, &report, text)
}
