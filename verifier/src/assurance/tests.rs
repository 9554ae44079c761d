//! What loosens a check, decided: accepted and noted, or refused where the policy refuses it by name.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::examination::ChipLegs;
use crate::policy::{Policy, SPECIMEN_FRAMEWORK};
use crate::proof::{BonaFide, FaceMatch};
use crate::trust::{ImportOptions, TrustStore, import};
use capture::{Card, CardError, SystemRandomness, read_chip};
use emrtd::password::Password;
use emrtd::quirk::Quirk;
use emrtd::session::{ReadPlan, Selection};
use emrtd_simulator::{IssueOptions, SimulatedChip, issue};
use time::macros::datetime;

struct InProcess(SimulatedChip);

impl Card for InProcess {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        Ok(self.0.respond(command))
    }
}

/// A chip that was read, under a store that believes its CSCA, with a face and a picture that nothing speaks against.
fn examined(quirk: Option<Quirk>, policy: &Policy) -> Examination {
    let options = quirk.into_iter().fold(IssueOptions::default(), IssueOptions::with_quirk);
    let specimen = issue(&options, &mut SystemRandomness::new()).unwrap();
    let at = datetime!(2026-11-24 12:00 UTC);
    let mut trust = TrustStore::new();
    for anchor in specimen.trust_anchors() {
        import(&mut trust, anchor, &ImportOptions { roots: vec![], specimen: false, at }).unwrap();
    }
    let plan = ReadPlan {
        password: Password::Mrz(specimen.passwords().mrz().unwrap()),
        data_groups: Selection::All,
        challenge: *b"8 bytes!",
        maximum_response: ReadPlan::SHORT_RESPONSE,
        terminal: None,
    };
    let chip = SimulatedChip::new(specimen, Box::new(SystemRandomness::new()));
    let record = read_chip(&mut InProcess(chip), plan, &mut |_| ()).unwrap().record;
    let demands = policy.demands();
    let threshold = demands.presentation_attack.sets.first().unwrap();
    Examination::new(
        ChipLegs::examine(&record, &trust, policy, at),
        FaceMatch::judge(1.0, &demands.face),
        BonaFide::judge(0.0, threshold, false),
    )
}

fn decided(quirk: Option<Quirk>, policy: &Policy) -> Decision {
    decide(policy.demands(), &[ProbeSource::Camera], &examined(quirk, policy), None).0
}

fn refuses(policy: &str, warnings: &str) -> Policy {
    let text = Policy::built_in(policy).unwrap().text().to_owned();
    let (before, rest) = text.split_once("refuse_warnings = [").unwrap();
    let (_, after) = rest.split_once(']').unwrap();
    Policy::parse(&format!("{before}refuse_warnings = [{warnings}]{after}")).unwrap()
}

/// A policy of high assurance that takes specimens, which are what there is to try it with.
fn high(name: &str) -> Policy {
    let text = Policy::built_in(name).unwrap().text().to_owned();
    let text = text.replace("accept_specimen = false", "accept_specimen = true");
    Policy::parse(&text.replace("\"eidas\"", &format!("\"{SPECIMEN_FRAMEWORK}\""))).unwrap()
}

const LOOSENING: [Quirk; 3] =
    [Quirk::EcdsaZeroPrefixed, Quirk::ContentTypeData, Quirk::FaceRecordLengthWrong];

#[test]
fn what_loosens_a_check_is_accepted_unless_the_policy_refuses_it_by_name() {
    let lenient = refuses("demo-unattended", "");
    let strict = refuses("demo-unattended", "\"check_loosened\"");
    assert_eq!(Quirk::ALL.into_iter().filter(|quirk| quirk.loosens()).count(), LOOSENING.len());
    for quirk in LOOSENING {
        assert_eq!(decided(Some(quirk), &lenient).verdict, Verdict::Accepted, "{quirk}");
        let refused = decided(Some(quirk), &strict);
        assert_eq!(refused.verdict, Verdict::Refused, "{quirk}");
        assert_eq!(refused.reasons, [Reason::CheckLoosened], "{quirk}");
    }
    for unloosened in [None, Some(Quirk::SecurityObjectInBer)] {
        assert_eq!(decided(unloosened, &strict).verdict, Verdict::Accepted);
    }
}

/// A content type that any signature may have is refused where high assurance is asked for; what helps no forger is not.
#[test]
fn high_assurance_refuses_what_its_state_is_not_listed_for() {
    for name in ["high", "high-unattended"] {
        let policy = high(name);
        let refused = decided(Some(Quirk::ContentTypeData), &policy);
        assert_eq!(refused.verdict, Verdict::Refused, "{name}");
        assert!(refused.reasons.contains(&Reason::LoosenedUnlisted), "{name}");
        for quirk in [None, Some(Quirk::EcdsaZeroPrefixed), Some(Quirk::FaceRecordLengthWrong)] {
            assert_eq!(decided(quirk, &policy).verdict, Verdict::Inconclusive, "{name} {quirk:?}");
        }
    }
    assert!(decided(Some(Quirk::FaceRecordLengthWrong), &high("high")).awaits_approval());
    let demo = Policy::built_in("demo-unattended").unwrap();
    assert_eq!(decided(Some(Quirk::ContentTypeData), &demo).verdict, Verdict::Accepted);
}
