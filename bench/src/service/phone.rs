//! A phone's page: a key, and requests with proofs by it (RFC 9449).

use super::Failure;
use super::line::{Answer, Line};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use std::sync::Arc;
use time::OffsetDateTime;

/// The largest piece of an upload.
const PIECE: usize = 256 << 10;

/// A phone with the control it is about to claim, or has claimed.
pub struct Phone {
    /// The control's name.
    pub control: String,
    secret: String,
    nonce: Option<String>,
    key: EcdsaKeyPair,
    line: Arc<Line>,
    base: String,
}

impl Phone {
    /// A phone that opens a link.
    pub fn open(link: &str, control: &str, base: &str, line: Arc<Line>) -> Result<Self, Failure> {
        let random = SystemRandom::new();
        let rejected = |_| "no key";
        let pkcs8 =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).map_err(rejected)?;
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random)?;
        let (_, secret) = link.split_once("#s=").ok_or("the link has no secret")?;
        let (control, secret, base) = (control.to_owned(), secret.to_owned(), base.to_owned());
        Ok(Self { control, secret, nonce: None, key, line, base })
    }

    fn proof(&self, method: &str, path: &str) -> Result<String, Failure> {
        let (x, y) = self.key.public_key().as_ref()[1..].split_at(32);
        let jwk = json!({"kty": "EC", "crv": "P-256", "x": BASE64URL.encode(x), "y": BASE64URL.encode(y)});
        let mut number = [0u8; 16];
        SystemRandom::new().fill(&mut number).map_err(|_| "no random number")?;
        let payload = json!({
            "htm": method,
            "htu": format!("{}{path}", self.base),
            "iat": OffsetDateTime::now_utc().unix_timestamp(),
            "jti": hex::encode(number),
            "nonce": self.nonce,
        });
        let part = |value: &Value| BASE64URL.encode(value.to_string());
        let head = json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk});
        let signed = format!("{}.{}", part(&head), part(&payload));
        let signature = self.key.sign(&SystemRandom::new(), signed.as_bytes()).map_err(|_| "no signature")?;
        Ok(format!("{signed}.{}", BASE64URL.encode(signature)))
    }

    /// A request with a proof; the nonce comes with each answer.
    async fn send(
        &mut self,
        method: &str,
        rest: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Result<Answer, Failure> {
        let path = format!("/v1/phone/{}{rest}", self.control);
        let proof = self.proof(method, &path)?;
        let headers = [&[("dpop", proof.as_str())], headers].concat();
        let answer = self.line.send(method, &path, &headers, body).await?;
        self.nonce.clone_from(&answer.nonce);
        Ok(answer)
    }

    /// A request with a JSON body.
    pub async fn post(&mut self, rest: &str, body: Value) -> Result<Answer, Failure> {
        let json = [("content-type", "application/json")];
        self.send("POST", rest, &json, body.to_string().into_bytes()).await
    }

    /// Claims the control and tells what opens the chip: the ticket for a relay.
    pub async fn draw_ticket(&mut self, mrz: &str) -> Result<String, Failure> {
        let claim = json!({"secret": self.secret, "consent": true, "language": "nb"});
        // The claim needs no nonce yet.
        self.nonce = self.post("/claim", claim).await?.expect(201)?.nonce;
        self.post("/access", json!({"mrz": mrz})).await?.expect(200)?;
        let ticket = self.post("/ticket", json!({})).await?.expect(201)?;
        let session = ticket.text("session")?;
        Ok(session.split_once("#t=").ok_or("no ticket")?.1.to_owned())
    }

    /// Uploads a picture of one piece: the answer to it.
    pub async fn upload(&mut self, picture: &[u8]) -> Result<Answer, Failure> {
        assert!(picture.len() <= PIECE, "the picture has one piece");
        let sha256 = hex::encode(digest(&SHA256, picture));
        let begun =
            self.post("/probes", json!({"bytes": picture.len(), "sha256": sha256})).await?.expect(201)?;
        let path = format!("/probes/{}", begun.text("probe")?);
        self.patch(&path, picture).await
    }

    async fn patch(&mut self, path: &str, picture: &[u8]) -> Result<Answer, Failure> {
        self.send("PATCH", path, &[("upload-offset", "0")], picture.to_vec()).await
    }
}
