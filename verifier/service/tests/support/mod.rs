//! A service with a tenant, a phone with its key, and a specimen passport.

#![allow(dead_code, unused_imports, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod answer;
mod passport;
mod phone;
mod served;

pub use answer::Answer;
pub use passport::{face_material, mrz, record, specimen, write_trust};
pub use phone::Phone;
pub use served::{Served, relay, served_with};

use axum::body::Body;
use axum::http::Request;
use emrtd_simulator::Specimen;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use service::Service;
use service::config::Config;
use service::control::{ChipEnd, NewTenant, TenantSecrets};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tower::ServiceExt;
use verifier::face_networks::FaceNetworks;

pub const AUDIENCE: &str = "eid-issuer";
pub const REDIRECT: &str = "https://issuer.example/return";
pub const RELAY_KEY: &str = "relay-key-thumbprint";

/// A service in a folder of its own.
pub struct Desk {
    pub folder: Arc<TempDir>,
    pub service: Arc<Service>,
    pub tenant: TenantSecrets,
    config: Config,
}

impl Desk {
    /// A service that judges nothing.
    pub async fn open() -> Self {
        Self::open_with(|_| {}, vec![]).await
    }

    /// A service with settings and networks of its own.
    pub async fn open_with(change: impl FnOnce(&mut Config), networks: Vec<FaceNetworks>) -> Self {
        let folder = Arc::new(TempDir::new().unwrap());
        let mut config = Config { data: folder.path().join("data"), ..Config::default() };
        config.limits.requests_per_address = 10_000;
        config.limits.requests_per_tenant = 10_000;
        change(&mut config);
        let service = Service::open(config.clone(), networks).await.unwrap();
        let tenant = add_tenant(&service).await;
        Self { folder, service, tenant, config }
    }

    /// Lets go of the service and opens it again on the same data.
    pub async fn restart(self, networks: Vec<FaceNetworks>) -> Self {
        self.service.close().await;
        let service = Service::open(self.config.clone(), networks).await.unwrap();
        service.recover().await.unwrap();
        Self { service, ..self }
    }

    /// Believes this document's CSCA from the next start on.
    pub fn trust(&self, specimen: &Specimen) {
        write_trust(&self.config.data, specimen);
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let answer = service::router(Arc::clone(&self.service)).oneshot(request).await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        Answer { status, headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    /// A request without a body.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// A request of the tenant.
    pub async fn issuer(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        self.issuer_with(&self.tenant.api_key, method, path, body, "key-1").await
    }

    /// A request with this API key and idempotency key.
    pub async fn issuer_with(
        &self,
        key: &str,
        method: &str,
        path: &str,
        body: Option<Value>,
        idempotency: &str,
    ) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {key}"))
            .header("idempotency-key", idempotency)
            .header("content-type", "application/json");
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.send(request.body(body).unwrap()).await
    }

    /// Orders a control: its name and its link's secret.
    pub async fn order(&self, policy: &str, idempotency: &str) -> (String, String) {
        let answer = self
            .issuer_with(&self.tenant.api_key, "POST", "/v1/controls", Some(order(policy)), idempotency)
            .await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let json = answer.json();
        let (_, secret) = json["link"].as_str().unwrap().split_once("#s=").unwrap();
        (json["id"].as_str().unwrap().to_owned(), secret.to_owned())
    }

    /// What the issuer sees.
    pub async fn state(&self, id: &str) -> String {
        let answer = self.issuer("GET", &format!("/v1/controls/{id}"), None).await;
        answer.json()["state"].as_str().unwrap_or_else(|| panic!("{}", answer.text)).to_owned()
    }

    /// Reads the chip as a relay would, with the ticket that the phone has drawn.
    pub async fn relay(&self, phone: &mut Phone, end: ChipEnd) {
        let ticket = phone.draw_ticket(self).await;
        let grant = self.service.begin_relay(&phone.control, &ticket, RELAY_KEY).await.unwrap();
        self.service.tell_chip_progress(&grant, "files", 50);
        self.service.end_relay(grant, end).await.unwrap();
    }

    /// Its settings.
    pub fn config(&self) -> Config {
        self.config.clone()
    }

    /// The database, for whoever looks into it or spoils it.
    pub async fn database(&self) -> sqlx::SqlitePool {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(self.config.database());
        sqlx::SqlitePool::connect_with(options).await.unwrap()
    }

    /// Every file of the data folder.
    pub fn data_files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let entries = std::fs::read_dir(&self.config.data).unwrap();
        let files = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
        files.map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
    }
}

pub async fn add_tenant(service: &Service) -> TenantSecrets {
    let new = NewTenant {
        audience: AUDIENCE.into(),
        name: None,
        redirects: vec![REDIRECT.into()],
        policies: vec!["demo-unattended".into(), "high-unattended".into()],
    };
    service.add_tenant(new).await.unwrap()
}

pub fn order(policy: &str) -> Value {
    json!({
        "policy": policy, "purpose": "An eID of Example Bank", "nonce": "nonce-4711", "state": "state-4711",
        "redirect": REDIRECT,
    })
}

/// Looks again and again until it is so.
pub async fn until<F: Future<Output = bool>>(mut so: impl FnMut() -> F) {
    for _ in 0..600 {
        if so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never came to be");
}
