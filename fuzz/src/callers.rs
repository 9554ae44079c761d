//! What callers of the service send, and what it is configured with.

use crate::input::Parts;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use service::config::Config;
use service::control::AccessInput;
use service::outside;
use std::net::IpAddr;
use std::sync::OnceLock;

/// The request that a proof is looked at for.
const METHOD: &str = "POST";
pub(crate) const ADDRESS: &str = "https://id.example/v1/phone/0/claim";

/// A phone's key.
fn key() -> Option<&'static EcdsaKeyPair> {
    static KEY: OnceLock<Option<EcdsaKeyPair>> = OnceLock::new();
    let (random, algorithm) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
    let made = || {
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).ok()?;
        EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).ok()
    };
    KEY.get_or_init(made).as_ref()
}

/// A proof with this payload, signed rightly.
pub(crate) fn proof(payload: &[u8]) -> Option<String> {
    let (x, y) = key()?.public_key().as_ref().get(1..)?.split_at_checked(32)?;
    let jwk = json!({"kty": "EC", "crv": "P-256", "x": BASE64URL.encode(x), "y": BASE64URL.encode(y)});
    let header = json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk}).to_string();
    let signed = format!("{}.{}", BASE64URL.encode(header), BASE64URL.encode(payload));
    let signature = key()?.sign(&SystemRandom::new(), signed.as_bytes()).ok()?;
    Some(format!("{signed}.{}", BASE64URL.encode(signature)))
}

/// A DPoP proof as it is, and as the payload of one that is signed: one that holds names the method and the address.
pub fn dpop_proof(bytes: &[u8]) {
    if let Ok(token) = str::from_utf8(bytes) {
        let _ = outside::is_proof(token, METHOD, ADDRESS);
    }
    let Some(token) = proof(bytes) else { return };
    if outside::is_proof(&token, METHOD, ADDRESS) {
        let payload: Value = serde_json::from_slice(bytes).unwrap_or_default();
        assert!(payload.get("htm").and_then(Value::as_str) == Some(METHOD));
        assert!(payload.get("htu").and_then(Value::as_str).is_some_and(|url| url.starts_with(ADDRESS)));
        assert!(!outside::is_proof(&token, "GET", ADDRESS));
    }
}

/// Bodies of requests: an issuer's order, what a person typed to open the chip, a picture that is announced.
pub fn request_body(bytes: &[u8]) {
    if let Some(order) = outside::order(bytes) {
        assert!(order.nonce.is_ascii() && order.state.is_ascii());
        assert!(!order.purpose.is_empty() && !order.purpose.chars().any(char::is_control));
    }
    if let Some(upload) = outside::upload(bytes, 1 << 24) {
        assert!((1..=1 << 24).contains(&upload.bytes) && hex::decode(upload.sha256).is_ok());
    }
    let Some(access) = outside::access(bytes) else { return };
    let written = serde_json::to_vec(&access).unwrap_or_default();
    let again = serde_json::from_slice::<AccessInput>(&written);
    assert!(again.is_ok_and(|again| again.password().is_ok() == access.password().is_ok()));
}

/// A webhook's address beside the private networks that may be called: an address in numbers is called in plain HTTP only
/// inside of those.
pub fn webhook_address(bytes: &[u8]) {
    let mut parts = Parts::of(bytes);
    let mut text = || str::from_utf8(parts.part()).unwrap_or_default().to_owned();
    let (url, network) = (text(), text());
    if outside::is_webhook(&url, vec![]) {
        assert!(url.to_ascii_lowercase().starts_with("https://"));
        assert!(outside::is_webhook(&url, vec![network.clone()]));
    }
    if outside::is_webhook(&url, vec![network.clone()]) && url.to_ascii_lowercase().starts_with("http://") {
        let address = network.split('/').next().unwrap_or_default();
        assert!(address.parse::<IpAddr>().is_ok());
    }
}

/// A configuration of the service: in production mode there is nothing less to object to.
pub fn service_configuration(bytes: &[u8]) {
    let Ok(config) =
        str::from_utf8(bytes).map_err(|_| ()).and_then(|text| toml::from_str::<Config>(text).map_err(|_| ()))
    else {
        return;
    };
    let found = config.objections();
    let production = Config { production: true, ..config }.objections();
    assert!(found.iter().all(|objection| production.contains(objection)));
}
