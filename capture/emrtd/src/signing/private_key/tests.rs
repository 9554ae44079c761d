//! Keys that sign, and their twins that are none.

use super::*;
use crate::cv_certificate::CvKey;
use crate::hash::DigestAlgorithm;
use openssl::ec::{EcGroup, EcKey};
use openssl::nid::Nid;
use openssl::rsa::Rsa;
use openssl::symm::Cipher;
use std::sync::Mutex;

const ECDSA: SignatureAlgorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
const PSS: SignatureAlgorithm = SignatureAlgorithm::RsaPss(DigestAlgorithm::Sha256);
const PKCS1: SignatureAlgorithm = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);

fn on(curve: Nid) -> PKey<Private> {
    let group = EcGroup::from_curve_name(curve).unwrap();
    PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
}

fn rsa() -> PKey<Private> {
    PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap()
}

fn read(key: &PKey<Private>) -> Result<PrivateKey, PrivateKeyError> {
    PrivateKey::from_pkcs8(&key.private_key_to_pkcs8().unwrap())
}

#[test]
fn each_kind_signs_by_its_own_algorithms_alone() {
    let kinds = [(on(Nid::X9_62_PRIME256V1), 64), (on(Nid::SECP521R1), 132), (rsa(), 256)];
    for (key, length) in kinds {
        let key = read(&key).unwrap();
        for algorithm in [ECDSA, PSS, PKCS1] {
            let elliptic = matches!(key.public_key(), PublicKey::Ec(_));
            let signature = key.sign(algorithm, b"octets");
            if elliptic != (algorithm == ECDSA) {
                assert_eq!(signature, Err(SigningError::UnsupportedAlgorithm));
                continue;
            }
            let (signature, public_key) = (signature.unwrap(), key.public_key().clone());
            let checking = CvKey { algorithm, public_key };
            assert_eq!(signature.len(), length, "{algorithm}");
            assert!(checking.verify(b"octets", &signature).is_ok());
            assert!(checking.verify(b"octetz", &signature).is_err());
        }
    }
}

#[test]
fn a_key_whose_halves_differ_or_whose_curve_is_not_known_is_none() {
    let key = on(Nid::X9_62_PRIME256V1);
    let PublicKey::Ec(public) = read(&key).unwrap().public_key().clone() else { panic!("a point") };
    assert_eq!((public.point.len(), public.point[0]), (65, 4));
    let mut der = key.private_key_to_pkcs8().unwrap();
    *der.last_mut().unwrap() ^= 1;
    assert_eq!(PrivateKey::from_pkcs8(&der).err(), Some(PrivateKeyError::Unusable));
    assert_eq!(read(&on(Nid::SECP256K1)).err(), Some(PrivateKeyError::Unusable));
    assert_eq!(read(&PKey::generate_ed25519().unwrap()).err(), Some(PrivateKeyError::Unusable));
}

#[test]
fn only_the_right_pin_opens_a_protected_file() {
    let key = on(Nid::X9_62_PRIME256V1);
    let open = key.private_key_to_pem_pkcs8().unwrap();
    let closed = key.private_key_to_pem_pkcs8_passphrase(Cipher::aes_256_cbc(), b"246810").unwrap();
    let public = read(&key).unwrap().public_key().clone();
    for (pem, pin) in [(&open, None), (&closed, Some("246810"))] {
        assert!(PrivateKey::from_pem(pem, pin).unwrap().public_key().is(&public));
    }
    for (pem, pin, error) in [
        (&closed, None, PrivateKeyError::Unusable),
        (&closed, Some("246811"), PrivateKeyError::WrongPin),
        (&b"no key".to_vec(), None, PrivateKeyError::Unusable),
    ] {
        assert_eq!(PrivateKey::from_pem(pem, pin).err(), Some(error));
    }
    assert_eq!(format!("{:?}", PrivateKey::from_pem(&open, None).unwrap()), "PrivateKey");
}

/// A token signs over a session that only one may use at a time, and that ends when the token is drawn.
struct Token {
    public: PublicKey,
    session: Mutex<Option<PrivateKey>>,
}

impl SigningKey for Token {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, algorithm: SignatureAlgorithm, octets: &[u8]) -> Result<Vec<u8>, SigningError> {
        let session = self.session.lock().map_err(|_| SigningError::Unavailable)?;
        session.as_ref().ok_or(SigningError::Unavailable)?.sign(algorithm, octets)
    }
}

#[test]
fn a_token_signs_for_threads_until_it_is_drawn() {
    let key = read(&on(Nid::X9_62_PRIME256V1)).unwrap();
    let token = Token { public: key.public_key().clone(), session: Mutex::new(Some(key)) };
    let by_token = || -> Result<Vec<u8>, SigningError> { SigningKey::sign(&token, ECDSA, b"octets") };
    std::thread::scope(|threads| {
        let all: Vec<_> = (0..4).map(|_| threads.spawn(by_token)).collect();
        assert!(all.into_iter().all(|one| one.join().unwrap().is_ok()));
    });
    token.session.lock().unwrap().take();
    assert_eq!(by_token(), Err(SigningError::Unavailable));
    assert!(matches!(token.public_key(), PublicKey::Ec(_)));
}
