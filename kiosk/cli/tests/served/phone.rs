//! A phone's page: a key, and requests that it proves.

use super::proof::Key;
use super::wire::{Answer, Lost, Wire};
use serde_json::Value;
use std::sync::Arc;

#[derive(Clone)]
pub struct Phone {
    pub base: String,
    pub control: String,
    pub secret: String,
    key: Arc<Key>,
    nonce: Option<String>,
    wire: Wire,
}

impl Phone {
    /// A phone that has opened a link.
    pub fn open(link: &str, wire: Wire) -> Self {
        let (page, secret) = link.split_once("#s=").unwrap();
        let (base, control) = page.split_once("/c/").unwrap();
        let (base, control, secret) = (base.to_owned(), control.to_owned(), secret.to_owned());
        Self { base, control, secret, key: Arc::new(Key::generate()), nonce: None, wire }
    }

    pub fn url(&self, rest: &str) -> String {
        format!("{}/v1/phone/{}{rest}", self.base, self.control)
    }

    /// A request with a JSON body; a stale nonce is renewed, as a page does.
    pub fn send(&mut self, method: &str, rest: &str, body: Option<Value>) -> Result<Answer, Lost> {
        let bytes = body.map(|body| body.to_string().into_bytes());
        self.send_bytes(method, rest, &[("content-type", "application/json")], bytes.as_deref())
    }

    pub fn send_bytes(
        &mut self,
        method: &str,
        rest: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Result<Answer, Lost> {
        let url = self.url(rest);
        let bare = url.split('?').next().unwrap_or_default();
        for attempt in 1.. {
            let proof = self.key.prove(method, bare, self.nonce.as_deref());
            let headers = [headers, &[("dpop", proof.as_str())]].concat();
            let answer = self.wire.send(method, &url, &headers, body)?;
            if let Some(nonce) = answer.headers.get("dpop-nonce") {
                self.nonce = Some(nonce.to_str().unwrap().to_owned());
            }
            if answer.problem() != "use_dpop_nonce" || attempt == 4 {
                return Ok(answer);
            }
        }
        Err(Lost)
    }
}
