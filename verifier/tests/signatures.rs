//! Every signature algorithm on every curve and key size against signatures that openssl makes, with twins.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use emrtd::cms::AlgorithmIdentifier;
use emrtd::hash::DigestAlgorithm;
use openssl::ec::{Asn1Flag, EcGroup, EcKey};
use openssl::ecdsa::EcdsaSig;
use openssl::md::Md;
use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::pkey_ctx::PkeyCtx;
use openssl::rsa::{Padding, Rsa};
use openssl::sign::RsaPssSaltlen;
use proptest::prelude::*;
use verifier::signature::{PublicKey, PublicKeyError, SignatureAlgorithm, SignatureError};

const MESSAGE: &[u8] = b"the bytes that the issuing state signed";

/// NIST P-192 to P-521, brainpool P160r1 to P512t1.
fn curves() -> impl Iterator<Item = Nid> {
    [409, 713, 415, 715, 716].into_iter().chain(921..=934).map(Nid::from_raw)
}

fn openssl_digest(digest: DigestAlgorithm) -> &'static openssl::md::MdRef {
    match digest {
        DigestAlgorithm::Sha1 => Md::sha1(),
        DigestAlgorithm::Sha224 => Md::sha224(),
        DigestAlgorithm::Sha256 => Md::sha256(),
        DigestAlgorithm::Sha384 => Md::sha384(),
        DigestAlgorithm::Sha512 => Md::sha512(),
    }
}

#[test]
fn ecdsa_on_every_curve_with_every_digest_named_and_explicit() {
    for curve in curves() {
        for flag in [Asn1Flag::NAMED_CURVE, Asn1Flag::EXPLICIT_CURVE] {
            let mut group = EcGroup::from_curve_name(curve).unwrap();
            group.set_asn1_flag(flag);
            let key = EcKey::generate(&group).unwrap();
            let public = PublicKey::parse(&key.public_key_to_der().unwrap()).unwrap();
            for digest in DigestAlgorithm::ALL {
                let signature = EcdsaSig::sign(&digest.digest(MESSAGE), &key).unwrap().to_der().unwrap();
                expect_twins(&public, SignatureAlgorithm::Ecdsa(digest), &signature);
                for other in written_otherwise(&signature) {
                    let verdict = public.verify(SignatureAlgorithm::Ecdsa(digest), MESSAGE, &other);
                    assert_eq!(verdict, Err(SignatureError::Invalid), "{curve:?} {}", hex::encode(other));
                }
            }
        }
    }
}

/// The same two numbers, not in DER: bytes behind, behind the second number, a longer length, a number with a zero before.
fn written_otherwise(signature: &[u8]) -> [Vec<u8>; 5] {
    let object = emrtd::tlv::parse_exactly(signature, 0x30).unwrap();
    let mut numbers = object.children();
    let (r, s) = (numbers.expect(0x02).unwrap().value, numbers.expect(0x02).unwrap().value);
    let number = |value: &[u8]| emrtd::tlv::encode(0x02, value);
    let pair = |parts: &[Vec<u8>]| emrtd::tlv::encode(0x30, &parts.concat());
    let longer = |content: &[u8]| match u8::try_from(content.len()) {
        Ok(short @ ..=0x7F) => [&[0x30, 0x81, short], content].concat(),
        Ok(length) => [&[0x30, 0x82, 0, length], content].concat(),
        Err(_) => [&[0x30, 0x83, 0, 1, content.len().to_be_bytes()[7]], content].concat(),
    };
    [
        [signature, &[0]].concat(),
        pair(&[number(r), number(s), vec![0x05, 0x00]]),
        longer(object.value),
        pair(&[number(&[&[0], r].concat()), number(s)]),
        pair(&[number(r), number(&[&[0, 0], s].concat())]),
    ]
}

/// The signature holds, and holds no longer with a byte of it or of the message changed, or under another digest.
fn expect_twins(key: &PublicKey, algorithm: SignatureAlgorithm, signature: &[u8]) {
    assert_eq!(key.verify(algorithm, MESSAGE, signature), Ok(()), "{key} {algorithm}");
    let mut twin = signature.to_vec();
    *twin.last_mut().unwrap() ^= 1;
    assert_eq!(key.verify(algorithm, MESSAGE, &twin), Err(SignatureError::Invalid), "{key} {algorithm}");
    assert!(key.verify(algorithm, &MESSAGE[1..], signature).is_err());
    assert!(key.verify(algorithm, MESSAGE, &signature[1..]).is_err());
    assert!(key.verify(algorithm, MESSAGE, &[]).is_err());
}

#[test]
fn rsa_of_every_size_with_every_digest_and_salt() {
    for bits in [1024, 2048, 3072] {
        let private = PKey::from_rsa(Rsa::generate(bits).unwrap()).unwrap();
        let der = private.public_key_to_der().unwrap();
        let keys = [PublicKey::parse(&der).unwrap(), PublicKey::parse_for_reuse(&der).unwrap()];
        assert_eq!((keys[0].bits(), keys[0].to_string()), (bits, format!("rsa-{bits}")));
        for digest in DigestAlgorithm::ALL {
            let salts = [0, 20, 32, 48].map(|salt_length| SignatureAlgorithm::RsaPss {
                digest,
                mask_digest: if salt_length == 20 { DigestAlgorithm::Sha1 } else { digest },
                salt_length,
            });
            for algorithm in salts.into_iter().chain([SignatureAlgorithm::RsaPkcs1(digest)]) {
                let signature = rsa_signature(&private, algorithm);
                keys.iter().for_each(|key| expect_twins(key, algorithm, &signature));
                if let SignatureAlgorithm::RsaPss { digest, mask_digest, salt_length } = algorithm {
                    let salt_length = salt_length + 1;
                    let other = SignatureAlgorithm::RsaPss { digest, mask_digest, salt_length };
                    assert_eq!(keys[0].verify(other, MESSAGE, &signature), Err(SignatureError::Invalid));
                }
            }
        }
    }
}

fn rsa_signature(key: &PKey<openssl::pkey::Private>, algorithm: SignatureAlgorithm) -> Vec<u8> {
    let mut context = PkeyCtx::new(key).unwrap();
    context.sign_init().unwrap();
    match algorithm {
        SignatureAlgorithm::RsaPss { digest, mask_digest, salt_length } => {
            context.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
            context.set_signature_md(openssl_digest(digest)).unwrap();
            context.set_rsa_mgf1_md(openssl_digest(mask_digest)).unwrap();
            let salt_length = i32::try_from(salt_length).unwrap();
            context.set_rsa_pss_saltlen(RsaPssSaltlen::custom(salt_length)).unwrap();
        }
        _ => {
            context.set_rsa_padding(Padding::PKCS1).unwrap();
            context.set_signature_md(openssl_digest(algorithm.digest())).unwrap();
        }
    }
    let mut signature = Vec::new();
    context.sign_to_vec(&algorithm.digest().digest(MESSAGE), &mut signature).unwrap();
    signature
}

#[test]
fn a_key_of_the_other_kind_is_no_invalid_signature() {
    let rsa = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap().public_key_to_der().unwrap();
    let ecdsa = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
    let key = PublicKey::parse(&rsa).unwrap();
    assert_eq!(key.verify(ecdsa, MESSAGE, &[0x30, 0x00]), Err(SignatureError::WrongAlgorithm));
}

/// A curve that differs from a named one in a single bit is none: whoever chose it may know its secrets.
#[test]
fn explicit_parameters_with_any_bit_changed_are_refused() {
    for curve in [Nid::X9_62_PRIME256V1, Nid::BRAINPOOL_P256R1] {
        let mut group = EcGroup::from_curve_name(curve).unwrap();
        group.set_asn1_flag(Asn1Flag::EXPLICIT_CURVE);
        let der = EcKey::generate(&group).unwrap().public_key_to_der().unwrap();
        PublicKey::parse(&der).unwrap();
        let mut named = EcGroup::from_curve_name(curve).unwrap();
        named.set_asn1_flag(Asn1Flag::NAMED_CURVE);
        let mut context = openssl::bn::BigNumContext::new().unwrap();
        let (mut p, mut a, mut b) = (bn(), bn(), bn());
        named.components_gfp(&mut p, &mut a, &mut b, &mut context).unwrap();
        let mut order = bn();
        named.order(&mut order, &mut context).unwrap();
        let form = openssl::ec::PointConversionForm::UNCOMPRESSED;
        let generator = named.generator_opt().unwrap().to_bytes(&named, form, &mut context).unwrap();
        for part in [p.to_vec(), a.to_vec(), b.to_vec(), order.to_vec(), generator] {
            let start = der.windows(part.len()).position(|window| window == part).unwrap();
            for offset in [1, part.len() - 1] {
                let mut twin = der.clone();
                twin[start + offset] ^= 1;
                assert_eq!(PublicKey::parse(&twin).unwrap_err(), PublicKeyError::UnknownCurve);
            }
        }
    }
}

fn bn() -> openssl::bn::BigNum {
    openssl::bn::BigNum::new().unwrap()
}

#[test]
fn a_point_off_the_curve_verifies_nothing() {
    for curve in curves() {
        let group = EcGroup::from_curve_name(curve).unwrap();
        let key = EcKey::generate(&group).unwrap();
        let mut der = key.public_key_to_der().unwrap();
        *der.last_mut().unwrap() ^= 1;
        let public = PublicKey::parse(&der).unwrap();
        let digest = DigestAlgorithm::Sha256;
        let signature = EcdsaSig::sign(&digest.digest(MESSAGE), &key).unwrap().to_der().unwrap();
        assert!(public.verify(SignatureAlgorithm::Ecdsa(digest), MESSAGE, &signature).is_err());
    }
}

#[test]
fn a_compressed_point_is_the_same_key() {
    for curve in curves() {
        let mut group = EcGroup::from_curve_name(curve).unwrap();
        group.set_asn1_flag(Asn1Flag::NAMED_CURVE);
        let key = EcKey::generate(&group).unwrap();
        let der = key.public_key_to_der().unwrap();
        let mut context = openssl::bn::BigNumContext::new().unwrap();
        let form = openssl::ec::PointConversionForm::COMPRESSED;
        let point = key.public_key().to_bytes(&group, form, &mut context).unwrap();
        let outer = emrtd::tlv::parse_exactly(&der, 0x30).unwrap();
        let algorithm = outer.children().any().unwrap().raw;
        let bits = emrtd::tlv::encode(0x03, &[&[0], point.as_slice()].concat());
        let compressed = emrtd::tlv::encode(0x30, &[algorithm, &bits].concat());
        let digest = DigestAlgorithm::Sha384;
        let signature = EcdsaSig::sign(&digest.digest(MESSAGE), &key).unwrap().to_der().unwrap();
        let public = PublicKey::parse(&compressed).unwrap();
        expect_twins(&public, SignatureAlgorithm::Ecdsa(digest), &signature);
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_no_key(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(key) = PublicKey::parse(&bytes) { prop_assert!(key.bits() < 2400); }
    }

    #[test]
    fn a_changed_key_never_panics(position in 0usize..500, value in any::<u8>()) {
        let mut group = EcGroup::from_curve_name(Nid::BRAINPOOL_P384R1).unwrap();
        group.set_asn1_flag(Asn1Flag::EXPLICIT_CURVE);
        let mut der = EcKey::generate(&group).unwrap().public_key_to_der().unwrap();
        if let Some(byte) = der.get_mut(position) { *byte = value; }
        if let Ok(key) = PublicKey::parse(&der) {
            let algorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
            prop_assert!(key.verify(algorithm, MESSAGE, &[0x30, 0x06, 2, 1, 1, 2, 1, 1]).is_err());
        }
    }

    #[test]
    fn arbitrary_parameters_are_an_algorithm_or_none(parameters in proptest::collection::vec(any::<u8>(), 0..80)) {
        let oid = vec![0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A];
        let identifier = AlgorithmIdentifier { oid, parameters: Some(parameters) };
        if let Some(algorithm) = SignatureAlgorithm::parse(&identifier, None) {
            prop_assert!(algorithm.to_string().starts_with("rsa-pss-"));
        }
    }
}
