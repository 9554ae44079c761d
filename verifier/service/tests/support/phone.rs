//! A phone's page: a key, proofs by it, and the steps of a control.

use super::{Answer, Desk};
use axum::body::Body;
use axum::http::Request;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

/// A phone that holds, or is about to claim, a control.
pub struct Phone {
    pub control: String,
    pub secret: String,
    pub nonce: Option<String>,
    /// The public address that proofs name.
    pub base: String,
    /// How many seconds its clock is off.
    pub clock: i64,
    key: EcdsaKeyPair,
}

impl Phone {
    pub fn new((control, secret): (String, String)) -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let key =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap();
        Self { control, secret, nonce: None, base: "http://127.0.0.1:8470".into(), clock: 0, key }
    }

    /// A proof by the phone's key.
    pub fn proof(&self, method: &str, path: &str, nonce: Option<&str>) -> String {
        let point = self.key.public_key().as_ref();
        let jwk = json!({
            "kty": "EC", "crv": "P-256",
            "x": BASE64URL.encode(&point[1..33]), "y": BASE64URL.encode(&point[33..]),
        });
        let mut jti = [0u8; 16];
        SystemRandom::new().fill(&mut jti).unwrap();
        let mut payload = json!({
            "htm": method,
            "htu": format!("{}{path}", self.base),
            "iat": time::OffsetDateTime::now_utc().unix_timestamp() + self.clock,
            "jti": hex::encode(jti),
        });
        if let Some(nonce) = nonce {
            payload["nonce"] = nonce.into();
        }
        let part = |value: &Value| BASE64URL.encode(value.to_string());
        let signed =
            format!("{}.{}", part(&json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk})), part(&payload));
        let signature = self.key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", BASE64URL.encode(signature))
    }

    pub fn path(&self, rest: &str) -> String {
        format!("/v1/phone/{}{rest}", self.control)
    }

    /// A request with a proof made for it; a stale nonce is renewed once, as a page does.
    pub async fn send(&mut self, desk: &Desk, method: &str, rest: &str, body: Option<Value>) -> Answer {
        let bytes = body.map(|body| body.to_string().into_bytes());
        self.send_bytes(desk, method, rest, bytes, &[("content-type", "application/json")]).await
    }

    pub async fn send_bytes(
        &mut self,
        desk: &Desk,
        method: &str,
        rest: &str,
        body: Option<Vec<u8>>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let path = self.path(rest);
        let bare = path.split('?').next().unwrap_or_default().to_owned();
        for _ in 0..2 {
            let proof = self.proof(method, &bare, self.nonce.as_deref());
            let mut request = Request::builder().method(method).uri(&path).header("dpop", proof);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let body = body.clone().map_or_else(Body::empty, Body::from);
            let answer = desk.send(request.body(body).unwrap()).await;
            self.nonce = Some(answer.header("dpop-nonce").to_owned());
            if answer.status != 401 || answer.json()["code"] != "use_dpop_nonce" {
                return answer;
            }
        }
        panic!("no nonce was good enough");
    }

    pub async fn claim(&mut self, desk: &Desk) -> Answer {
        let body = json!({"secret": self.secret, "consent": true, "language": "nb"});
        self.send(desk, "POST", "/claim", Some(body)).await
    }

    pub async fn give_access(&mut self, desk: &Desk, mrz: &str) {
        let answer = self.send(desk, "POST", "/access", Some(json!({"mrz": mrz}))).await;
        assert_eq!(answer.json()["state"], "access_given", "{}", answer.text);
    }

    pub async fn draw_ticket(&mut self, desk: &Desk) -> String {
        let answer = self.send(desk, "POST", "/ticket", None).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json()["session"].as_str().unwrap().split_once("#t=").unwrap().1.to_owned()
    }

    /// Uploads a picture in pieces: the last answer.
    pub async fn upload(&mut self, desk: &Desk, picture: &[u8]) -> Answer {
        let sha256 = hex::encode(digest(&SHA256, picture));
        let begun =
            self.send(desk, "POST", "/probes", Some(json!({"bytes": picture.len(), "sha256": sha256}))).await;
        assert_eq!(begun.status, 201, "{}", begun.text);
        let path = format!("/probes/{}", begun.json()["probe"].as_str().unwrap());
        let mut last = begun;
        for (number, piece) in picture.chunks(100_000).enumerate() {
            let offset = (number * 100_000).to_string();
            last = self
                .send_bytes(desk, "PATCH", &path, Some(piece.to_vec()), &[("upload-offset", &offset)])
                .await;
            assert_eq!(last.status, 200, "{}", last.text);
        }
        last
    }

    pub async fn status(&mut self, desk: &Desk) -> Value {
        self.send(desk, "GET", "", None).await.json()
    }
}
