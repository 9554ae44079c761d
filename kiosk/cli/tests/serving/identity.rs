//! A certificate authority made for a test, and a server's certificate by it.

use openssl::asn1::Asn1Time;
use openssl::bn::{BigNum, MsbOption};
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::x509::extension::{
    BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAlternativeName, SubjectKeyIdentifier,
};
use openssl::x509::{X509, X509Builder, X509NameBuilder};
use std::fs;
use std::path::Path;

/// The files `ca.pem`, `chain.pem` and `key.pem` in a folder.
pub struct Identity {
    pub authority: X509,
}

impl Identity {
    /// An identity for 127.0.0.1 that holds for a day.
    pub fn make(folder: &Path) -> Self {
        let (authority_key, key) = (new_key(), new_key());
        let mut builder = builder("Test authority", "Test authority", &authority_key);
        builder.append_extension(BasicConstraints::new().critical().ca().build().unwrap()).unwrap();
        let usage = KeyUsage::new().critical().key_cert_sign().build().unwrap();
        builder.append_extension(usage).unwrap();
        builder.sign(&authority_key, MessageDigest::sha256()).unwrap();
        let authority = builder.build();

        let mut builder = self::builder("Test server", "Test authority", &key);
        let name = SubjectAlternativeName::new()
            .ip("127.0.0.1")
            .build(&builder.x509v3_context(Some(&authority), None));
        builder.append_extension(name.unwrap()).unwrap();
        builder.append_extension(ExtendedKeyUsage::new().server_auth().build().unwrap()).unwrap();
        builder.sign(&authority_key, MessageDigest::sha256()).unwrap();
        fs::write(folder.join("ca.pem"), authority.to_pem().unwrap()).unwrap();
        fs::write(folder.join("chain.pem"), builder.build().to_pem().unwrap()).unwrap();
        fs::write(folder.join("key.pem"), key.private_key_to_pem_pkcs8().unwrap()).unwrap();
        Self { authority }
    }
}

/// A country's signing CA that is no specimen.
pub fn write_country_authority(path: &Path) {
    let key = new_key();
    let mut builder = builder("Test country", "Test country", &key);
    builder.append_extension(BasicConstraints::new().critical().ca().pathlen(0).build().unwrap()).unwrap();
    let usage = KeyUsage::new().critical().key_cert_sign().crl_sign().build().unwrap();
    builder.append_extension(usage).unwrap();
    let subject = SubjectKeyIdentifier::new().build(&builder.x509v3_context(None, None)).unwrap();
    builder.append_extension(subject).unwrap();
    builder.sign(&key, MessageDigest::sha256()).unwrap();
    fs::write(path, builder.build().to_der().unwrap()).unwrap();
}

fn new_key() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
}

fn builder(subject: &str, issuer: &str, key: &PKey<Private>) -> X509Builder {
    let named = |name: &str| {
        let mut builder = X509NameBuilder::new().unwrap();
        builder.append_entry_by_nid(Nid::COUNTRYNAME, "NO").unwrap();
        builder.append_entry_by_nid(Nid::COMMONNAME, name).unwrap();
        builder.build()
    };
    let mut serial = BigNum::new().unwrap();
    serial.rand(120, MsbOption::ONE, false).unwrap();
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    builder.set_serial_number(&serial.to_asn1_integer().unwrap()).unwrap();
    builder.set_subject_name(&named(subject)).unwrap();
    builder.set_issuer_name(&named(issuer)).unwrap();
    builder.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::days_from_now(1).unwrap()).unwrap();
    builder.set_pubkey(key).unwrap();
    builder
}
