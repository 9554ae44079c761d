//! An issuing state that breaks any rule it is told to: CSCA, document signer, EF.SOD and revocation list.
#![allow(dead_code, reason = "each test file uses its own part")]

use emrtd::tlv::encode;
use openssl::asn1::{Asn1Integer, Asn1Time};
use openssl::bn::BigNum;
use openssl::ec::{Asn1Flag, EcGroup, EcKey};
use openssl::hash::{MessageDigest, hash};
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::{Padding, Rsa};
use openssl::sign::{RsaPssSaltlen, Signer};
use openssl::x509::extension::{AuthorityKeyIdentifier, BasicConstraints, KeyUsage, SubjectKeyIdentifier};
use openssl::x509::{X509, X509Name, X509NameBuilder};
use time::{OffsetDateTime, macros::datetime};

const SIGNED_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];
const LDS_SECURITY_OBJECT: &[u8] = &[0x67, 0x81, 0x08, 0x01, 0x01, 0x01];
const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
const SHA512: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03];
const ECDSA_SHA256: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02];
const RSASSA_PSS: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A];
const MGF1: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x08];
const SERIAL: u32 = 0x0102_0304;

/// What the state does; by default everything right.
#[derive(Clone)]
pub struct Plan {
    pub csca_country: &'static str,
    pub signer_country: &'static str,
    pub csca_valid: [OffsetDateTime; 2],
    /// The CSCA may sign revocation lists.
    pub csca_signs_lists: bool,
    pub signer_valid: [OffsetDateTime; 2],
    pub signing_time: Option<OffsetDateTime>,
    pub signer_certifies: bool,
    pub signer_key_usage: bool,
    pub names_csca_key: bool,
    pub named_by_key: bool,
    /// The salt of RSASSA-PSS; `None` is ECDSA.
    pub salt: Option<u8>,
    /// The data groups are digested with SHA-512.
    pub long_digests: bool,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            csca_country: "NO",
            signer_country: "NO",
            csca_signs_lists: true,
            csca_valid: [datetime!(2024-01-01 0:00 UTC), datetime!(2040-01-01 0:00 UTC)],
            signer_valid: [datetime!(2025-01-01 0:00 UTC), datetime!(2036-01-01 0:00 UTC)],
            signing_time: Some(datetime!(2025-02-01 0:00 UTC)),
            signer_certifies: false,
            signer_key_usage: true,
            names_csca_key: true,
            named_by_key: false,
            salt: None,
            long_digests: false,
        }
    }
}

/// A state with one CSCA.
pub struct State {
    key: PKey<Private>,
    csca: X509,
    plan: Plan,
}

impl State {
    pub fn new(plan: &Plan) -> Self {
        let key = ec_key();
        let name = name(plan.csca_country, "CSCA");
        let csca = certify(&key, &name, (&key, None), plan.csca_valid, &Extensions::csca(plan));
        Self { key, csca, plan: plan.clone() }
    }

    /// The same key under another name, or written with the parameters of its curve.
    pub fn twin(&self, common_name: &str, explicit: bool) -> Self {
        let mut group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
        group.set_asn1_flag(if explicit { Asn1Flag::EXPLICIT_CURVE } else { Asn1Flag::NAMED_CURVE });
        let known = self.key.ec_key().unwrap();
        let key = EcKey::from_private_components(&group, known.private_key(), known.public_key()).unwrap();
        let (key, name) = (PKey::from_ec_key(key).unwrap(), name(self.plan.csca_country, common_name));
        let csca = certify(&key, &name, (&key, None), self.plan.csca_valid, &Extensions::csca(&self.plan));
        Self { key, csca, plan: self.plan.clone() }
    }

    pub fn csca(&self) -> Vec<u8> {
        self.csca.to_der().unwrap()
    }

    /// The subject key identifier of the CSCA.
    pub fn key_identifier(&self) -> Vec<u8> {
        self.csca.subject_key_id().unwrap().as_slice().to_vec()
    }

    /// An EF.SOD over DG1 and DG2 of no content.
    pub fn sod(&self) -> Vec<u8> {
        let plan = &self.plan;
        let key = if plan.salt.is_some() { rsa_key() } else { ec_key() };
        let extensions = Extensions {
            certifies: plan.signer_certifies,
            signs: plan.signer_key_usage,
            signs_lists: true,
            names_issuer_key: plan.names_csca_key,
        };
        let subject = name(plan.signer_country, "Document Signer");
        let issuer = (&self.key, Some(&self.csca));
        let certificate = certify(&key, &subject, issuer, plan.signer_valid, &extensions);
        encode(0x77, &signed_data(&key, &certificate, plan))
    }

    /// A revocation list.
    pub fn revocation_list(&self, serials: &[u32], this: OffsetDateTime, next: OffsetDateTime) -> Vec<u8> {
        self.revocation_list_of(self, false, (serials, this, next))
    }

    /// A revocation list in the name of `issuer`, signed with this state's key, which it may name.
    pub fn revocation_list_of(
        &self,
        issuer: &Self,
        names_key: bool,
        (serials, this, next): (&[u32], OffsetDateTime, OffsetDateTime),
    ) -> Vec<u8> {
        let entry =
            |serial: &u32| encode(0x30, &[encode(0x02, &serial.to_be_bytes()), utc_time(this)].concat());
        let revoked: Vec<u8> = serials.iter().flat_map(entry).collect();
        let algorithm = encode(0x30, &encode(0x06, ECDSA_SHA256));
        let mut content = [
            encode(0x02, &[1]),
            algorithm.clone(),
            issuer.csca.subject_name().to_der().unwrap(),
            utc_time(this),
            utc_time(next),
        ]
        .concat();
        if !serials.is_empty() {
            content.extend(encode(0x30, &revoked));
        }
        if names_key {
            let identifier = encode(0x30, &encode(0x80, &self.key_identifier()));
            content.extend(list_extension(0x23, &identifier));
        }
        self.signed_list(&content)
    }

    /// A revocation list of certificate authorities alone: no word on document signers.
    pub fn authority_revocation_list(&self, this: OffsetDateTime, next: OffsetDateTime) -> Vec<u8> {
        let algorithm = encode(0x30, &encode(0x06, ECDSA_SHA256));
        let content = [
            encode(0x02, &[1]),
            algorithm,
            self.csca.subject_name().to_der().unwrap(),
            utc_time(this),
            utc_time(next),
            list_extension(0x1C, &encode(0x30, &encode(0x82, &[0xFF]))),
        ];
        self.signed_list(&content.concat())
    }

    fn signed_list(&self, content: &[u8]) -> Vec<u8> {
        let algorithm = encode(0x30, &encode(0x06, ECDSA_SHA256));
        let to_be_signed = encode(0x30, content);
        let signature = sign(&self.key, &to_be_signed, None);
        encode(
            0x30,
            &[to_be_signed, algorithm, encode(0x03, &[&[0], signature.as_slice()].concat())].concat(),
        )
    }

    /// The serial number of every document signer.
    pub fn signer_serial(&self) -> u32 {
        SERIAL
    }
}

/// One extension of a revocation list, 2.5.29.number.
fn list_extension(number: u8, value: &[u8]) -> Vec<u8> {
    let extension = [encode(0x06, &[0x55, 0x1D, number]), encode(0x04, value)].concat();
    encode(0xA0, &encode(0x30, &encode(0x30, &extension)))
}

struct Extensions {
    certifies: bool,
    signs: bool,
    signs_lists: bool,
    names_issuer_key: bool,
}

impl Extensions {
    fn csca(plan: &Plan) -> Self {
        Self { certifies: true, signs: false, signs_lists: plan.csca_signs_lists, names_issuer_key: false }
    }
}

fn ec_key() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
}

fn rsa_key() -> PKey<Private> {
    PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap()
}

fn name(country: &str, common_name: &str) -> X509Name {
    let mut name = X509NameBuilder::new().unwrap();
    name.append_entry_by_text("C", country).unwrap();
    name.append_entry_by_text("CN", common_name).unwrap();
    name.build()
}

fn certify(
    key: &PKey<Private>,
    subject: &X509Name,
    (issuer_key, issuer): (&PKey<Private>, Option<&X509>),
    valid: [OffsetDateTime; 2],
    extensions: &Extensions,
) -> X509 {
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    let serial = Asn1Integer::from_bn(&BigNum::from_u32(SERIAL).unwrap()).unwrap();
    builder.set_serial_number(&serial).unwrap();
    builder.set_subject_name(subject).unwrap();
    builder.set_issuer_name(issuer.map_or(subject, |issuer| issuer.subject_name())).unwrap();
    builder.set_not_before(&Asn1Time::from_unix(valid[0].unix_timestamp()).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::from_unix(valid[1].unix_timestamp()).unwrap()).unwrap();
    builder.set_pubkey(key).unwrap();
    let context = builder.x509v3_context(issuer.map(AsRef::as_ref), None);
    let own = SubjectKeyIdentifier::new().build(&context).unwrap();
    let issuers = extensions
        .names_issuer_key
        .then(|| AuthorityKeyIdentifier::new().keyid(true).build(&context).unwrap());
    builder.append_extension(own).unwrap();
    if let Some(issuers) = issuers {
        builder.append_extension(issuers).unwrap();
    }
    if extensions.certifies {
        builder.append_extension(BasicConstraints::new().critical().ca().build().unwrap()).unwrap();
    }
    let mut usage = KeyUsage::new();
    usage.critical();
    if extensions.signs {
        usage.digital_signature();
    } else {
        usage.key_cert_sign();
        if extensions.signs_lists {
            usage.crl_sign();
        }
    }
    builder.append_extension(usage.build().unwrap()).unwrap();
    builder.sign(issuer_key, MessageDigest::sha256()).unwrap();
    builder.build()
}

fn signed_data(key: &PKey<Private>, certificate: &X509, plan: &Plan) -> Vec<u8> {
    let sha256 = algorithm(SHA256);
    let lds = lds_security_object(plan.long_digests);
    let attributes = signed_attributes(&lds, plan.signing_time);
    let signature = sign(key, &encode(0x31, &attributes), plan.salt);
    let identifier = match plan.named_by_key {
        true => encode(0x80, certificate.subject_key_id().unwrap().as_slice()),
        false => {
            let issuer = certificate.issuer_name().to_der().unwrap();
            encode(0x30, &[issuer, encode(0x02, &SERIAL.to_be_bytes())].concat())
        }
    };
    let signer = [
        encode(0x02, &[if plan.named_by_key { 3 } else { 1 }]),
        identifier,
        sha256.clone(),
        encode(0xA0, &attributes),
        signature_algorithm(plan.salt),
        encode(0x04, &signature),
    ]
    .concat();
    let content = [encode(0x06, LDS_SECURITY_OBJECT), encode(0xA0, &encode(0x04, &lds))].concat();
    let signed_data = [
        encode(0x02, &[3]),
        encode(0x31, &sha256),
        encode(0x30, &content),
        encode(0xA0, &certificate.to_der().unwrap()),
        encode(0x31, &encode(0x30, &signer)),
    ]
    .concat();
    encode(0x30, &[encode(0x06, SIGNED_DATA), encode(0xA0, &encode(0x30, &signed_data))].concat())
}

fn algorithm(oid: &[u8]) -> Vec<u8> {
    encode(0x30, &[encode(0x06, oid), vec![0x05, 0x00]].concat())
}

fn signature_algorithm(salt: Option<u8>) -> Vec<u8> {
    let Some(salt) = salt else { return encode(0x30, &encode(0x06, ECDSA_SHA256)) };
    let mask = encode(0x30, &[encode(0x06, MGF1), algorithm(SHA256)].concat());
    let parameters =
        [encode(0xA0, &algorithm(SHA256)), encode(0xA1, &mask), encode(0xA2, &encode(0x02, &[salt]))]
            .concat();
    encode(0x30, &[encode(0x06, RSASSA_PSS), encode(0x30, &parameters)].concat())
}

fn lds_security_object(long_digests: bool) -> Vec<u8> {
    let (oid, digest) = match long_digests {
        true => (SHA512, MessageDigest::sha512()),
        false => (SHA256, MessageDigest::sha256()),
    };
    let entry = |number: u8| {
        let digest = encode(0x04, &hash(digest, &[]).unwrap());
        encode(0x30, &[encode(0x02, &[number]), digest].concat())
    };
    let hashes = encode(0x30, &[entry(1), entry(2)].concat());
    encode(0x30, &[encode(0x02, &[0]), algorithm(oid), hashes].concat())
}

fn signed_attributes(content: &[u8], signing_time: Option<OffsetDateTime>) -> Vec<u8> {
    let attribute = |last: u8, value: Vec<u8>| {
        let oid = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, last];
        encode(0x30, &[encode(0x06, &oid), encode(0x31, &value)].concat())
    };
    let digest = hash(MessageDigest::sha256(), content).unwrap();
    let mut attributes = attribute(3, encode(0x06, LDS_SECURITY_OBJECT));
    attributes.extend(signing_time.map(|time| attribute(5, utc_time(time))).unwrap_or_default());
    attributes.extend(attribute(4, encode(0x04, &digest)));
    attributes
}

fn utc_time(time: OffsetDateTime) -> Vec<u8> {
    let format = time::macros::format_description!("[year repr:last_two][month][day][hour][minute][second]Z");
    encode(0x17, time.format(format).unwrap().as_bytes())
}

fn sign(key: &PKey<Private>, message: &[u8], salt: Option<u8>) -> Vec<u8> {
    let mut signer = Signer::new(MessageDigest::sha256(), key).unwrap();
    if let Some(salt) = salt {
        signer.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
        signer.set_rsa_pss_saltlen(RsaPssSaltlen::custom(salt.into())).unwrap();
        signer.set_rsa_mgf1_md(MessageDigest::sha256()).unwrap();
    }
    signer.sign_oneshot_to_vec(message).unwrap()
}
