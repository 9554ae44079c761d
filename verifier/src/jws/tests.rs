//! Tokens and keys that are believed, and their twins that are not.

use super::*;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use emrtd::domain_parameters::PublicKey as AnyPublicKey;
use emrtd::signing::{PrivateKey, SignatureAlgorithm, SigningError, SigningKey};
use openssl::{ec::EcGroup, ec::EcKey, nid::Nid, pkey::PKey};
use proptest::prelude::*;
use ring::rand::SystemRandom;

fn key() -> TokenKey {
    TokenKey::from_pkcs8(&TokenKey::generate(&SystemRandom::new()).unwrap()).unwrap()
}

fn token(key: &TokenKey) -> String {
    key.sign(&serde_json::json!({"aud": "a"}), "test+jwt").unwrap()
}

fn refusal(keys: &KeySet, token: &str, kind: &str) -> JwsError {
    keys.verify::<serde_json::Value>(token, kind).err().unwrap()
}

#[test]
fn signed_token_verifies_and_its_twins_do_not() {
    let key = key();
    let token = token(&key);
    let keys = KeySet::parse(&serde_json::to_vec(&key.key_set()).unwrap()).unwrap();
    assert_eq!(keys.verify::<serde_json::Value>(&token, "test+jwt").unwrap().payload()["aud"], "a");
    assert_eq!(refusal(&keys, &token, "other+jwt"), JwsError::UnexpectedType);
    assert_eq!(refusal(&self::key().key_set(), &token, "test+jwt"), JwsError::UnknownKey);
    let changed = BASE64URL.encode(br#"{"aud":"b"}"#);
    let mut parts: Vec<&str> = token.split('.').collect();
    parts[1] = &changed;
    assert_eq!(refusal(&keys, &parts.join("."), "test+jwt"), JwsError::SignatureInvalid);
}

#[test]
fn a_strangers_key_under_our_name_does_not_verify() {
    let (ours, strangers) = (key(), key());
    let mut keys = strangers.key_set();
    keys.keys[0].kid = ours.public().kid.clone();
    assert_eq!(refusal(&keys, &token(&ours), "test+jwt"), JwsError::SignatureInvalid);
}

#[test]
fn algorithm_none_is_refused() {
    let key = key();
    let header =
        BASE64URL.encode(format!(r#"{{"alg":"none","typ":"test+jwt","kid":"{}"}}"#, key.public().kid));
    let token = format!("{header}.{}.", BASE64URL.encode("{}"));
    assert_eq!(refusal(&key.key_set(), &token, "test+jwt"), JwsError::AlgorithmNotAccepted);
}

proptest! {
    #[test]
    fn arbitrary_text_is_never_a_token(text in ".{0,80}") {
        prop_assert!(key().key_set().verify::<serde_json::Value>(&text, "test+jwt").is_err());
    }
}

/// The key set of `key` with one member changed.
fn changed_set(key: &TokenKey, member: &str, value: serde_json::Value) -> Result<KeySet, JwsError> {
    let mut set = serde_json::to_value(key.key_set()).unwrap();
    set["keys"][0][member] = value;
    KeySet::parse(&serde_json::to_vec(&set).unwrap())
}

#[test]
fn keys_for_other_purposes_are_not_believed() {
    let key = key();
    assert_eq!(changed_set(&key, "key_ops", ["verify"].as_slice().into()).unwrap().keys.len(), 1);
    for (member, value) in [
        ("use", "enc".into()),
        ("alg", "HS256".into()),
        ("key_ops", ["encrypt"].as_slice().into()),
        ("d", "AAAA".into()),
        ("kid", "".into()),
        ("x", "AAAA".into()),
    ] {
        assert_eq!(changed_set(&key, member, value).err(), Some(JwsError::UnusableKeySet), "{member}");
    }
    assert_eq!(changed_set(&key, "kty", "RSA".into()).unwrap().keys, []);
    let twice = KeySet { keys: vec![key.public().clone(), key.public().clone()] };
    assert_eq!(KeySet::parse(&serde_json::to_vec(&twice).unwrap()).err(), Some(JwsError::UnusableKeySet));
}

#[test]
fn a_critical_or_unknown_header_member_is_refused() {
    let key = key();
    for member in [r#""crit":null"#, r#""crit":["b64"],"b64":false"#, r#""jwk":{}"#] {
        let header = format!(r#"{{"alg":"ES256","typ":"test+jwt","kid":"{}",{member}}}"#, key.public().kid);
        let signed = format!("{}.{}", BASE64URL.encode(header), BASE64URL.encode("{}"));
        let signature = key.signature(&signed).unwrap();
        let token = format!("{signed}.{}", BASE64URL.encode(signature));
        assert_eq!(refusal(&key.key_set(), &token, "test+jwt"), JwsError::Malformed, "{member}");
    }
}

/// A key in a token that is away.
struct Away(PrivateKey);

impl SigningKey for Away {
    fn public_key(&self) -> &AnyPublicKey {
        self.0.public_key()
    }

    fn sign(&self, _: SignatureAlgorithm, _: &[u8]) -> Result<Vec<u8>, SigningError> {
        Err(SigningError::Unavailable)
    }
}

#[test]
fn a_key_that_is_away_signs_no_token_and_is_still_known() {
    let der = TokenKey::generate(&SystemRandom::new()).unwrap();
    let (here, away) = (TokenKey::from_pkcs8(&der).unwrap(), PrivateKey::from_pkcs8(&der).unwrap());
    let away = TokenKey::new(Away(away)).unwrap();
    assert_eq!(away.key_set(), here.key_set());
    assert_eq!(away.sign(&"", "test+jwt"), Err(JwsError::Signing(SigningError::Unavailable)));
}

/// A key whose token signs in another form.
struct Garbling(PrivateKey);

impl SigningKey for Garbling {
    fn public_key(&self) -> &AnyPublicKey {
        self.0.public_key()
    }

    fn sign(&self, algorithm: SignatureAlgorithm, octets: &[u8]) -> Result<Vec<u8>, SigningError> {
        let mut signature = self.0.sign(algorithm, octets)?;
        signature.rotate_left(32);
        Ok(signature)
    }
}

#[test]
fn a_signature_that_nobody_could_verify_leaves_no_key() {
    let der = TokenKey::generate(&SystemRandom::new()).unwrap();
    let garbling = TokenKey::new(Garbling(PrivateKey::from_pkcs8(&der).unwrap())).unwrap();
    assert_eq!(garbling.sign(&"", "test+jwt"), Err(JwsError::Signing(SigningError::Failed)));
}

#[test]
fn only_a_key_on_p_256_signs_tokens() {
    let on = |curve| {
        let key = EcKey::generate(&EcGroup::from_curve_name(curve).unwrap()).unwrap();
        TokenKey::from_pkcs8(&PKey::from_ec_key(key).unwrap().private_key_to_pkcs8().unwrap())
    };
    assert!(on(Nid::X9_62_PRIME256V1).is_ok());
    assert_eq!(on(Nid::SECP384R1).err(), Some(JwsError::UnusableKey));
    assert_eq!(on(Nid::BRAINPOOL_P256R1).err(), Some(JwsError::UnusableKey));
    let rsa = PKey::from_rsa(openssl::rsa::Rsa::generate(2048).unwrap()).unwrap();
    let rsa = TokenKey::from_pkcs8(&rsa.private_key_to_pkcs8().unwrap());
    assert_eq!(rsa.err(), Some(JwsError::UnusableKey));
}
