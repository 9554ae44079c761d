//! A phone's key and the proofs that it makes, RFC 9449.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

pub struct Key(EcdsaKeyPair);

impl Key {
    pub fn generate() -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random);
        Self(pair.unwrap())
    }

    /// A proof for one request.
    pub fn prove(&self, method: &str, url: &str, nonce: Option<&str>) -> String {
        let mut number = [0u8; 16];
        SystemRandom::new().fill(&mut number).unwrap();
        let mut claims = json!({
            "htm": method,
            "htu": url,
            "iat": time::OffsetDateTime::now_utc().unix_timestamp(),
            "jti": hex::encode(number),
        });
        if let Some(nonce) = nonce {
            claims["nonce"] = nonce.into();
        }
        let signed = format!("{}.{}", self.header(), part(&claims));
        let signature = self.0.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", BASE64URL.encode(signature))
    }

    fn header(&self) -> String {
        let (x, y) = self.0.public_key().as_ref()[1..].split_at(32);
        let key = json!({"kty": "EC", "crv": "P-256", "x": BASE64URL.encode(x), "y": BASE64URL.encode(y)});
        part(&json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": key}))
    }
}

fn part(value: &Value) -> String {
    BASE64URL.encode(value.to_string())
}
