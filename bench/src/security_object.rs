//! From EF.SOD to the CSCA, ICAO 9303-11 §5.1: one signature and one certificate.
//!
//! The floor is two bare verifications with everything prepared, by the fastest of ring, openssl and RustCrypto.

use crate::measure::{Contestant, Rounds};
use bp256::r1::BrainpoolP256r1;
use dmrtd::auth::passive::{DataGroup as PeerDataGroup, TrustAnchor, verify as peer_verify};
use ecdsa::hazmat::verify_prehashed;
use ecdsa::{Signature, VerifyingKey};
use emrtd::cms::SignerInfo;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::lds::security_object::EfSod;
use emrtd::protocol::{NoRandomness, Randomness};
use emrtd_simulator::{IssueOptions, SignerAlgorithm, Specimen, issue};
use openssl::bn::BigNumContext;
use openssl::ec::{EcKey, EcKeyRef, PointConversionForm};
use openssl::ecdsa::EcdsaSig;
use openssl::error::ErrorStack;
use openssl::md::Md;
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, Public};
use openssl::pkey_ctx::PkeyCtx;
use openssl::rsa::Padding;
use openssl::sha::sha256;
use openssl::sign::RsaPssSaltlen;
use openssl::x509::X509;
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use std::hint::black_box;
use std::time::Duration;
use time::OffsetDateTime;
use verifier::passive::{AcceptedAlgorithms, SecurityObject};
use verifier::trust::{ImportOptions, TrustStore, import};

type Failure = Box<dyn std::error::Error>;

const ROUNDS: usize = 301;
const TURN: Duration = Duration::from_millis(2);

const CASES: [(&str, SignerAlgorithm); 4] = [
    ("ECDSA P-256", SignerAlgorithm::EcdsaP256Sha256),
    ("ECDSA brainpoolP256r1", SignerAlgorithm::EcdsaBrainpoolP256r1Sha256),
    ("RSA-2048 PKCS#1", SignerAlgorithm::RsaPkcs1_2048Sha256),
    ("RSA-2048 PSS", SignerAlgorithm::RsaPss2048Sha256),
];

/// Prints one row for each algorithm.
pub fn run() -> Result<(), Failure> {
    println!("EF.SOD to CSCA, one thread, median of {ROUNDS} interleaved rounds, per second");
    println!(
        "{:<22} {:>10} {:>9} {:>9} {:>9} {:>9}  floor by",
        "", "idkontroll", "dmrtd", "floor", "of floor", "of dmrtd"
    );
    for (name, algorithm) in CASES {
        row(name, algorithm)?;
    }
    Ok(())
}

struct System(SystemRandom);

impl Randomness for System {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        self.0.fill(bytes).map_err(|_| NoRandomness)
    }
}

fn row(name: &str, algorithm: SignerAlgorithm) -> Result<(), Failure> {
    let options = IssueOptions { signer: algorithm, ..IssueOptions::default() };
    let specimen = issue(&options, &mut System(SystemRandom::new()))?;
    let sod = &specimen.files()[&ElementaryFile::Sod];
    let csca = specimen.trust_anchors().first().ok_or("no CSCA")?;
    let operations = Operation::both(sod, csca)?;
    operations.iter().try_for_each(Operation::check)?;
    let mut contestants = vec![ours(sod, csca)?, peer(&specimen, csca)?];
    contestants.extend(floors(&operations));
    let rounds = Rounds::run(&mut contestants, ROUNDS, TURN);
    print_row(name, &contestants, &rounds);
    Ok(())
}

fn ours<'a>(sod: &'a [u8], csca: &[u8]) -> Result<Contestant<'a>, Failure> {
    let at = OffsetDateTime::now_utc();
    let mut store = TrustStore::new();
    import(&mut store, csca, &ImportOptions { roots: vec![], specimen: false, at })?;
    let algorithms = AcceptedAlgorithms::default();
    SecurityObject::verify(sod, &store, &algorithms, at)?;
    let work = move || assert!(black_box(SecurityObject::verify(sod, &store, &algorithms, at)).is_ok());
    Ok(Contestant { name: "idkontroll", work: Box::new(work) })
}

/// dmrtd wants a data group: DG1, whose digest takes less than a thousandth of the time.
fn peer<'a>(specimen: &'a Specimen, csca: &[u8]) -> Result<Contestant<'a>, Failure> {
    let sod = &specimen.files()[&ElementaryFile::Sod];
    let bytes = &specimen.files()[&ElementaryFile::DataGroup(DataGroup::DG1)];
    let anchors = [TrustAnchor::from_certificate(csca)?];
    if !peer_verify(sod, &[PeerDataGroup { number: 1, bytes }], &anchors)?.is_authentic() {
        return Err("dmrtd refuses".into());
    }
    let work = move || {
        let groups = [PeerDataGroup { number: 1, bytes }];
        assert!(black_box(peer_verify(sod, &groups, &anchors)).is_ok());
    };
    Ok(Contestant { name: "dmrtd", work: Box::new(work) })
}

/// A library's name and its bare verification.
type Library = (&'static str, fn(&Operation) -> bool);

/// Both bare verifications by every library that takes them.
fn floors(operations: &[Operation; 2]) -> Vec<Contestant<'_>> {
    let mut floors: Vec<Library> = vec![("openssl", Operation::with_openssl)];
    if operations.iter().all(|operation| operation.brainpool.is_some()) {
        floors.push(("rustcrypto", Operation::with_rustcrypto));
    }
    if operations.iter().all(|operation| operation.ring.is_some()) {
        floors.push(("ring", Operation::with_ring));
    }
    let contestant = |(name, verify): Library| Contestant {
        name,
        work: Box::new(move || operations.iter().for_each(|operation| assert!(verify(operation)))),
    };
    floors.into_iter().map(contestant).collect()
}

/// The floor is the library with the least median.
fn print_row(name: &str, contestants: &[Contestant<'_>], rounds: &Rounds) {
    let libraries = 2..contestants.len();
    let Some(floor) = libraries.min_by(|a, b| rounds.median(*a).total_cmp(&rounds.median(*b))) else {
        return;
    };
    println!(
        "{name:<22} {:>10.0} {:>9.0} {:>9.0} {:>9.2} {:>9.2}  {}",
        1.0 / rounds.median(0),
        1.0 / rounds.median(1),
        1.0 / rounds.median(floor),
        rounds.ratio(floor, 0),
        rounds.ratio(1, 0),
        contestants[floor].name
    );
}

/// One public-key operation with everything prepared.
pub struct Operation {
    message: Vec<u8>,
    digest: [u8; 32],
    signature: Vec<u8>,
    key: PKey<Public>,
    ecdsa: Option<(EcdsaSig, EcKey<Public>)>,
    padding: Padding,
    brainpool: Option<(VerifyingKey<BrainpoolP256r1>, Signature<BrainpoolP256r1>)>,
    ring: Option<(&'static dyn VerificationAlgorithm, Vec<u8>)>,
}

impl Operation {
    /// The document signer's over the signed attributes and the CSCA's over the document signer's certificate.
    pub fn both(sod: &[u8], csca: &[u8]) -> Result<[Self; 2], Failure> {
        let sod = EfSod::parse(sod)?;
        let signer: &SignerInfo = sod.signed_data.signers.first().ok_or("no signer")?;
        let certificate = sod.signed_data.certificates.first().ok_or("no certificate")?;
        let pss = signer.signature_algorithm.oid.ends_with(&[1, 1, 10]);
        let mut outer = emrtd::tlv::parse_exactly(certificate, 0x30)?.children();
        let signed = outer.expect(0x30)?.raw;
        outer.expect(0x30)?;
        let signature = outer.expect(0x03)?.value.get(1..).ok_or("no signature")?;
        let signer_key = X509::from_der(certificate)?.public_key()?;
        let csca_key = X509::from_der(csca)?.public_key()?;
        Ok([
            Self::new(&signer.signed_attributes.to_be_signed, &signer.signature, signer_key, pss)?,
            Self::new(signed, signature, csca_key, pss)?,
        ])
    }

    fn new(message: &[u8], signature: &[u8], key: PKey<Public>, pss: bool) -> Result<Self, Failure> {
        let elliptic = key.id() == Id::EC;
        let ecdsa = match elliptic {
            true => Some((EcdsaSig::from_der(signature)?, key.ec_key()?)),
            false => None,
        };
        let ring: Option<(&'static dyn VerificationAlgorithm, Vec<u8>)> = match (&ecdsa, pss) {
            (None, true) => {
                Some((&signature::RSA_PSS_2048_8192_SHA256, key.rsa()?.public_key_to_der_pkcs1()?))
            }
            (None, false) => {
                Some((&signature::RSA_PKCS1_2048_8192_SHA256, key.rsa()?.public_key_to_der_pkcs1()?))
            }
            (Some((_, key)), _) => point_on(key, Nid::X9_62_PRIME256V1)?.map(|point| {
                let algorithm: &'static dyn VerificationAlgorithm = &signature::ECDSA_P256_SHA256_ASN1;
                (algorithm, point)
            }),
        };
        let brainpool = match &ecdsa {
            Some((_, key)) => match point_on(key, Nid::BRAINPOOL_P256R1)? {
                Some(point) => {
                    Some((VerifyingKey::from_sec1_bytes(&point)?, Signature::from_der(signature)?))
                }
                None => None,
            },
            None => None,
        };
        let padding = if pss { Padding::PKCS1_PSS } else { Padding::PKCS1 };
        let (digest, message, signature) = (sha256(message), message.to_vec(), signature.to_vec());
        Ok(Self { message, digest, signature, key, ecdsa, padding, brainpool, ring })
    }

    fn check(&self) -> Result<(), Failure> {
        let ring = self.ring.is_none() || self.with_ring();
        let rustcrypto = self.brainpool.is_none() || self.with_rustcrypto();
        if self.with_openssl() && ring && rustcrypto {
            Ok(())
        } else {
            Err("a bare verification fails".into())
        }
    }

    /// By ring, where it takes the key.
    pub fn with_ring(&self) -> bool {
        let Some((algorithm, key)) = &self.ring else { return false };
        UnparsedPublicKey::new(*algorithm, key).verify(black_box(&self.message), &self.signature).is_ok()
    }

    fn with_rustcrypto(&self) -> bool {
        let Some((key, signature)) = &self.brainpool else { return false };
        verify_prehashed(&(*key.as_affine()).into(), black_box(&self.digest), signature).is_ok()
    }

    fn with_openssl(&self) -> bool {
        match &self.ecdsa {
            Some((signature, key)) => signature.verify(black_box(&self.digest), key).unwrap_or(false),
            None => self.rsa_with_openssl().unwrap_or(false),
        }
    }

    fn rsa_with_openssl(&self) -> Result<bool, ErrorStack> {
        let mut context = PkeyCtx::new(&self.key)?;
        context.verify_init()?;
        context.set_rsa_padding(self.padding)?;
        context.set_signature_md(Md::sha256())?;
        if self.padding == Padding::PKCS1_PSS {
            context.set_rsa_mgf1_md(Md::sha256())?;
            context.set_rsa_pss_saltlen(RsaPssSaltlen::custom(32))?;
        }
        context.verify(black_box(&self.digest), &self.signature)
    }
}

fn point_on(key: &EcKeyRef<Public>, curve: Nid) -> Result<Option<Vec<u8>>, ErrorStack> {
    if key.group().curve_name() != Some(curve) {
        return Ok(None);
    }
    let mut context = BigNumContext::new()?;
    let form = PointConversionForm::UNCOMPRESSED;
    key.public_key().to_bytes(key.group(), form, &mut context).map(Some)
}
