//! Access protocol × mapping × cipher × domain parameters × password × proof of the chip: each combination is issued, read
//! by the real session from the simulated chip and judged, and each has its twins, which are not accepted.
//!
//! The whole product is some twenty thousand sessions, nearly all of them on parameters whose cost says nothing new. So
//! every access and every proof occurs at least once, whatever its parameters cost; and all of them are combined whose
//! parameters are cheap: P-256, MODP 1024/160 and RSA with 1024 bits.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod specimen;

use capture::{Card, CardError, ReadError, SystemRandomness, read_chip};
use emrtd::crypto::Cipher;
use emrtd::domain_parameters::{Curve, DomainParameters, ModpGroup};
use emrtd::password::{Can, MrzKey, Password};
use emrtd::record::ChipRecord;
use emrtd::security_info::PaceMapping;
use emrtd::session::{ReadPlan, Selection, SessionError};
use emrtd_simulator::{
    Access, ActiveAuthenticationKey, ChipAuthenticationKey, EcParameters, IssueOptions, PaceParameters,
    SimulatedChip, Specimen,
};
use specimen::{issued, judge, trust};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use verifier::genuineness::{ChipOutcome, ChipProtocol, ChipReport, authenticate};

const CHEAP: [DomainParameters; 2] =
    [DomainParameters::Ec(Curve::P256), DomainParameters::Modp(ModpGroup::Modp1024Order160)];

static SESSIONS: AtomicUsize = AtomicUsize::new(0);

/// How a chip proves itself after access.
#[derive(Debug, Clone, Copy, Default)]
struct Proof {
    chip: Option<ChipAuthenticationKey>,
    active: Option<ActiveAuthenticationKey>,
}

#[derive(Debug, Clone, Copy)]
struct Case {
    access: Access,
    proof: Proof,
}

fn accesses() -> Vec<Access> {
    let pace = PaceParameters::all().map(Access::Pace);
    let first = [Access::Open, Access::Bac, Access::PaceAndBac(PaceParameters::default())];
    first.into_iter().chain(pace).collect()
}

fn proofs() -> Vec<Proof> {
    let chip = DomainParameters::all().flat_map(|domain| {
        Cipher::ALL.map(|cipher| {
            // Half of the keys spell their parameters out.
            let named = matches!(cipher, Cipher::TripleDes | Cipher::Aes192);
            let parameters = if named { EcParameters::Named } else { EcParameters::Explicit };
            let key = ChipAuthenticationKey { parameters, ..ChipAuthenticationKey::new(cipher, domain) };
            Proof { chip: Some(key), active: None }
        })
    });
    let rsa = [1024, 2048].map(ActiveAuthenticationKey::Rsa);
    let active = rsa.into_iter().chain(Curve::ALL.map(ActiveAuthenticationKey::Ecdsa));
    let active = active.map(|key| Proof { chip: None, active: Some(key) });
    let both = Proof {
        chip: Some(ChipAuthenticationKey::new(Cipher::Aes128, Curve::P256)),
        active: Some(ActiveAuthenticationKey::Ecdsa(Curve::P256)),
    };
    [Proof::default(), both].into_iter().chain(chip).chain(active).collect()
}

fn is_cheap_access(access: &Access) -> bool {
    access.pace().is_none_or(|pace| CHEAP.contains(&pace.domain))
}

fn is_cheap_proof(proof: &Proof) -> bool {
    let chip = |key: ChipAuthenticationKey| CHEAP.contains(&key.domain);
    let active = |key| match key {
        ActiveAuthenticationKey::Rsa(bits) => bits == 1024,
        ActiveAuthenticationKey::Ecdsa(curve) => curve == Curve::P256,
    };
    proof.chip.is_none_or(chip) && proof.active.is_none_or(active)
}

fn cases() -> Vec<Case> {
    let (accesses, proofs) = (accesses(), proofs());
    let most = accesses.len().max(proofs.len());
    let each_once = (0..most)
        .map(|index| Case { access: accesses[index % accesses.len()], proof: proofs[index % proofs.len()] });
    let cheap = accesses.iter().filter(|access| is_cheap_access(access)).flat_map(|access| {
        let proofs = proofs.iter().filter(|proof| is_cheap_proof(proof));
        proofs.map(|proof| Case { access: *access, proof: *proof })
    });
    each_once.chain(cheap).collect()
}

/// The simulated chip; the MAC of its first protected answer may be made wrong.
struct OnReader {
    chip: SimulatedChip,
    spoil: bool,
}

impl Card for OnReader {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        let mut answer = self.chip.respond(command);
        if self.spoil && command[0] & 0x0C == 0x0C && answer.len() > 10 {
            let last_of_mac = answer.len() - 3;
            answer[last_of_mac] ^= 1;
            self.spoil = false;
        }
        Ok(answer)
    }
}

fn read(specimen: &Specimen, password: Password, spoil: bool) -> Result<ChipRecord, SessionError> {
    SESSIONS.fetch_add(1, Ordering::Relaxed);
    let chip = SimulatedChip::new(specimen.clone(), Box::new(SystemRandomness::new()));
    let plan = ReadPlan {
        password,
        data_groups: Selection::All,
        challenge: *b"8 bytes!",
        maximum_response: ReadPlan::LONGEST_RESPONSE,
        terminal: None,
    };
    match read_chip(&mut OnReader { chip, spoil }, plan, &mut |_| {}) {
        Ok(reading) => Ok(reading.record),
        Err(ReadError::Protocol(error)) => Err(error),
        Err(other) => panic!("{other}"),
    }
}

impl Case {
    fn issue(&self) -> Specimen {
        issued(&IssueOptions {
            // As short a picture as DG2 takes: it is not what is tried here.
            portrait: Some(vec![0xFF, 0xD8, 0xFF, 0xE0, 0xFF, 0xD9]),
            access: self.access,
            chip_authentication: self.proof.chip,
            active_authentication: self.proof.active,
            ..IssueOptions::default()
        })
    }

    fn expected(&self) -> BTreeSet<ChipProtocol> {
        let mapping = self.access.pace().is_some_and(|pace| pace.mapping == PaceMapping::EcdhCam);
        [
            (ChipProtocol::ChipAuthentication, self.proof.chip.is_some()),
            (ChipProtocol::ActiveAuthentication, self.proof.active.is_some()),
            (ChipProtocol::PaceChipAuthenticationMapping, mapping),
        ]
        .into_iter()
        .filter_map(|(protocol, expected)| expected.then_some(protocol))
        .collect()
    }

    fn has_session(&self) -> bool {
        self.access != Access::Open || self.proof.chip.is_some()
    }

    /// The case with each password, and its twins.
    fn run(&self) {
        let specimen = self.issue();
        let passwords = [
            Password::Mrz(specimen.passwords().mrz().unwrap()),
            Password::Can(specimen.passwords().can().unwrap()),
        ];
        let [mrz, can] = passwords.clone();
        self.is_accepted(&specimen, mrz.clone());
        if self.access.pace().is_some() {
            self.is_accepted(&specimen, can);
        } else if self.access == Access::Bac {
            assert_eq!(read(&specimen, can, false).err(), Some(SessionError::PasswordNotUsable), "{self:?}");
        }
        self.is_denied_by_wrong_passwords(&specimen);
        self.another_key_is_refused(&specimen, mrz.clone());
        self.a_wrong_mac_is_refused(&specimen, mrz);
    }

    fn is_accepted(&self, specimen: &Specimen, password: Password) {
        let record = read(specimen, password, false).unwrap_or_else(|error| panic!("{self:?}: {error}"));
        assert_eq!(record.access.used, self.access.to_string().trim_end_matches("+bac"), "{self:?}");
        assert_eq!(&record.files, specimen.files(), "{self:?}");
        let report = self.report(specimen, &record);
        let outcome = if self.expected().is_empty() { ChipOutcome::NotOffered } else { ChipOutcome::Genuine };
        assert_eq!((report.verdict, report.protocols), (outcome, self.expected()), "{self:?}");
    }

    fn report(&self, specimen: &Specimen, record: &ChipRecord) -> ChipReport {
        let document = judge(record, &trust(specimen)).unwrap_or_else(|error| panic!("{self:?}: {error:?}"));
        authenticate(&document, record).report()
    }

    fn is_denied_by_wrong_passwords(&self, specimen: &Specimen) {
        let wrong = [
            Password::Mrz(MrzKey::new("L898902C4", "740812", "360104").unwrap()),
            Password::Can(Can::new("123457").unwrap()),
        ];
        let counted = match self.access {
            Access::Open => 0,
            Access::Bac => 1,
            Access::Pace(_) | Access::PaceAndBac(_) => 2,
        };
        for password in wrong.into_iter().take(counted) {
            let outcome = read(specimen, password, false).err();
            assert!(matches!(outcome, Some(SessionError::AccessDenied(_))), "{self:?}: {outcome:?}");
        }
    }

    /// A chip with the same files and other keys.
    fn another_key_is_refused(&self, specimen: &Specimen, password: Password) {
        if self.expected().is_empty() {
            return;
        }
        let record = match read(&specimen.clone_without_keys(), password, false) {
            Ok(record) => record,
            Err(error) => {
                // The mapping ends PACE itself.
                let mapping = self.expected().contains(&ChipProtocol::PaceChipAuthenticationMapping);
                assert!(mapping && matches!(error, SessionError::Pace(_)), "{self:?}: {error}");
                return;
            }
        };
        let report = self.report(specimen, &record);
        assert_eq!(report.verdict, ChipOutcome::Refused, "{self:?}");
        assert!(report.protocols.is_empty(), "{self:?}: {:?}", report.protocols);
    }

    fn a_wrong_mac_is_refused(&self, specimen: &Specimen, password: Password) {
        if !self.has_session() {
            return;
        }
        match read(specimen, password, true) {
            Err(error) => {
                assert!(matches!(error, SessionError::SecureMessagingFailed(_)), "{self:?}: {error}");
            }
            // The first protected answer of an open chip is the one that confirms Chip Authentication.
            Ok(record) => {
                assert_eq!(self.access, Access::Open, "{self:?}");
                assert_eq!(self.report(specimen, &record).verdict, ChipOutcome::Refused, "{self:?}");
            }
        }
    }
}

#[test]
fn every_combination_is_accepted_and_none_of_its_twins() {
    let (begun, cases) = (Instant::now(), cases());
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            case.run();
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let seconds = begun.elapsed().as_secs_f32();
    let sessions = SESSIONS.load(Ordering::Relaxed);
    eprintln!("{} combinations, {sessions} sessions, {seconds:.1} s", cases.len());
}
