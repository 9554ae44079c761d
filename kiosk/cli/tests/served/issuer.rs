//! An issuer's program: requests with the tenant's API key.

use super::site::REDIRECT;
use super::wire::{Answer, Lost, Wire};
use serde_json::{Value, json};

#[derive(Clone)]
pub struct Issuer {
    pub base: String,
    pub api_key: String,
    pub wire: Wire,
}

impl Issuer {
    pub fn new(base: &str, api_key: &str, wire: Wire) -> Self {
        Self { base: base.to_owned(), api_key: api_key.to_owned(), wire }
    }

    /// The order that this idempotency key stands for.
    pub fn order_of(key: &str) -> Value {
        json!({
            "policy": "demo-unattended", "purpose": format!("A test named {key}"), "nonce": format!("nonce-{key}"),
            "state": format!("state-{key}"), "redirect": REDIRECT,
        })
    }

    pub fn order(&self, key: &str, order: &Value) -> Result<Answer, Lost> {
        self.send("POST", "", Some(order.to_string().as_bytes()), key)
    }

    pub fn state(&self, control: &str) -> Result<Answer, Lost> {
        self.send("GET", &format!("/{control}"), None, "")
    }

    pub fn cancel(&self, control: &str) -> Result<Answer, Lost> {
        self.send("POST", &format!("/{control}/cancel"), None, "")
    }

    pub fn redeem(&self, control: &str, code: &str) -> Result<Answer, Lost> {
        self.with_code("result", control, code)
    }

    /// What the code releases: `result` or `evidence`.
    pub fn with_code(&self, thing: &str, control: &str, code: &str) -> Result<Answer, Lost> {
        let body = json!({"code": code}).to_string();
        self.send("POST", &format!("/{control}/{thing}"), Some(body.as_bytes()), "")
    }

    /// A request under `/v1/controls`.
    pub fn send(&self, method: &str, rest: &str, body: Option<&[u8]>, key: &str) -> Result<Answer, Lost> {
        let (url, authorization) =
            (format!("{}/v1/controls{rest}", self.base), format!("Bearer {}", self.api_key));
        let mut headers =
            vec![("authorization", authorization.as_str()), ("content-type", "application/json")];
        if !key.is_empty() {
            headers.push(("idempotency-key", key));
        }
        self.wire.send(method, &url, &headers, body)
    }

    /// A public address.
    pub fn get(&self, path: &str) -> Result<Answer, Lost> {
        self.wire.send("GET", &format!("{}{path}", self.base), &[], None)
    }
}
