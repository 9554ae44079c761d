//! schemathesis against the served API: whatever is generated from the description, nothing is answered that it does not say.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use axum::extract::{Query, State};
use axum::routing::get;
use axum::{Json, Router};
use emrtd::record::ChipRecord;
use serde::Deserialize;
use serde_json::{Value, json};
use service::control::ChipEnd;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use support::{Desk, Phone, face_material, mrz, order, record, specimen, until, write_trust};
use tokio::sync::Mutex;

/// The policy of every control.
const POLICY: &str = "demo-unattended";

/// schemathesis, where the set-up has installed it.
fn schemathesis() -> Option<PathBuf> {
    let program = std::env::var_os("IDK_SCHEMATHESIS").map(PathBuf::from);
    if program.is_none() {
        let demanded = std::env::var("CI").is_ok_and(|value| value == "true");
        assert!(!demanded, "no IDK_SCHEMATHESIS, and CI lets nothing be skipped");
        eprintln!("skipped: no IDK_SCHEMATHESIS (cargo xtask test installs schemathesis and names it)");
    }
    program
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_answered_that_is_not_described() {
    let Some(program) = schemathesis() else { return };
    let Some(stage) = Stage::open().await else { return };
    let (base, api_key) = (stage.base.clone(), stage.desk.tenant.api_key.clone());
    let stage = serve_stage(Arc::new(stage)).await;
    let report = run(program, &base, &stage, &api_key).await;
    let tried = &report["operations"]["tested"];
    println!("{tried} operations, {} cases, no finding", report["test_cases"]["generated"]);
    for (operation, phases) in report["valid_rates"].as_object().unwrap() {
        let accepted = |phase: &Value| phase["accepted"].as_u64().unwrap_or_default();
        let accepted: u64 = phases.as_object().unwrap().values().map(accepted).sum();
        println!("{accepted:>6} accepted  {operation}");
        assert!(accepted > 0 || operation.contains("/v1/relay/"), "{operation}: nothing was ever accepted");
    }
}

/// Everything that schemathesis tries: its report.
async fn run(program: PathBuf, base: &str, stage: &str, api_key: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemathesis");
    let out = tempfile::TempDir::new().unwrap();
    let report = out.path().join("report.json");
    let mut command = Command::new(program);
    command
        .arg("--config-file")
        .arg(folder.join("schemathesis.toml"))
        .args(["run", "--no-color", &format!("{base}/openapi.json"), "--report-json-path"])
        .arg(&report)
        .env("SCHEMATHESIS_HOOKS", "hooks")
        .env("PYTHONPATH", &folder)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("IDK_API_KEY", api_key)
        .env("IDK_STAGE", stage)
        .current_dir(out.path());
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    println!("{said}");
    serde_json::from_slice(&std::fs::read(report).unwrap()).unwrap()
}

/// Where a control stands when an operation is tried on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Standing {
    Created,
    Claimed,
    AccessGiven,
    ChipRead,
    ProbeReceived,
    Concluded,
}

impl Standing {
    fn for_operation(operation: &str) -> Self {
        match operation {
            "introduction" | "claim" | "destroy_control" => Self::Created,
            "draw_ticket" => Self::AccessGiven,
            "begin_upload" | "upload_progress" | "upload_piece" => Self::ChipRead,
            "conclude" => Self::ProbeReceived,
            "redeem_result" | "take_evidence" => Self::Concluded,
            _ => Self::Claimed,
        }
    }

    fn state(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Claimed => "claimed",
            Self::AccessGiven => "access_given",
            Self::ChipRead => "chip_read",
            Self::ProbeReceived => "probe_received",
            Self::Concluded => "concluded",
        }
    }
}

/// What leads controls to where the operations need them.
struct Stage {
    desk: Desk,
    base: String,
    mrz: String,
    record: ChipRecord,
    portrait: Vec<u8>,
    ordered: AtomicUsize,
    phones: Mutex<HashMap<Standing, Phone>>,
}

/// What is about to be tried.
#[derive(Deserialize)]
struct Trial {
    operation: String,
    method: String,
    path: String,
}

impl Stage {
    /// A service that is served, and a person with a passport; `None`, said aloud, without networks.
    async fn open() -> Option<Self> {
        let (portrait, networks) = face_material("obama.jpg")?;
        let passport = specimen(Some(&portrait));
        let mut listening = None;
        let prepare = |config: &mut service::config::Config| {
            write_trust(&config.data, &passport);
            config.limits.uploads = u32::MAX;
            config.listen.set_port(0);
            listening = Some(service::listen(config).unwrap());
        };
        let desk = Desk::open_with(prepare, vec![networks]).await;
        let base = desk.service.public_url().to_owned();
        tokio::spawn(service::serve(Arc::clone(&desk.service), listening?, std::future::pending()));
        let (mrz, record) = (mrz(&passport), record(passport));
        let (ordered, phones) = (AtomicUsize::new(0), Mutex::default());
        Some(Self { desk, base, mrz, record, portrait, ordered, phones })
    }

    async fn lead(&self, to: Standing) -> Phone {
        let number = format!("stage-{}", self.ordered.fetch_add(1, Ordering::Relaxed));
        let mut phone = Phone::new(self.desk.order(POLICY, &number).await);
        phone.base.clone_from(&self.base);
        if to >= Standing::Claimed {
            assert_eq!(phone.claim(&self.desk).await.status, 201);
        }
        if to >= Standing::AccessGiven {
            phone.give_access(&self.desk, &self.mrz).await;
        }
        if to >= Standing::ChipRead {
            self.desk.relay(&mut phone, ChipEnd::Read(Box::new(self.record.clone()))).await;
        }
        if to >= Standing::ProbeReceived {
            phone.upload(&self.desk, &self.portrait).await;
        }
        if to >= Standing::Concluded {
            phone.send(&self.desk, "POST", "/conclude", None).await;
            until(async || self.desk.state(&phone.control).await == Standing::Concluded.state()).await;
        }
        phone
    }

    /// The control of the last trial, where it stands there still.
    async fn phone(&self, standing: Standing) -> Phone {
        let last = self.phones.lock().await.remove(&standing);
        match last {
            Some(phone) if self.state(&phone.control).await == standing.state() => phone,
            _ => self.lead(standing).await,
        }
    }

    /// Empty when it was destroyed.
    async fn state(&self, control: &str) -> String {
        let status = self.desk.issuer("GET", &format!("/v1/controls/{control}"), None).await.json();
        status["state"].as_str().unwrap_or_default().to_owned()
    }

    /// A control for one trial: its names, the phone's proof, and what a body may say.
    async fn give(&self, trial: &Trial) -> Value {
        let standing = Standing::for_operation(&trial.operation);
        let mut phone = self.phone(standing).await;
        let control = phone.control.clone();
        let mut names = json!({"id": control, "control": control});
        if trial.path.contains("{probe}") {
            let new = json!({"bytes": 1 << 20, "sha256": "0".repeat(64)});
            names["probe"] =
                phone.send(&self.desk, "POST", "/probes", Some(new)).await.json()["probe"].take();
        }
        let order = order(POLICY);
        let mut members =
            json!({"secret": phone.secret, "policy": POLICY, "redirect": order["redirect"], "webhook": null});
        if standing == Standing::Concluded {
            let redirect = phone.status(&self.desk).await["redirect"].as_str().unwrap().to_owned();
            members["code"] = redirect.rsplit_once("code=").unwrap().1.into();
        }
        let mut path = trial.path.clone();
        for (name, value) in names.as_object().unwrap() {
            path = path.replace(&format!("{{{name}}}"), value.as_str().unwrap());
        }
        let nonce = self.desk.get(&phone.path("")).await.header("dpop-nonce").to_owned();
        let proof = phone.proof(&trial.method, &path, Some(&nonce));
        self.phones.lock().await.insert(standing, phone);
        json!({"names": names, "proof": proof, "members": members})
    }
}

/// Serves the stage to the hooks: its address.
async fn serve_stage(stage: Arc<Stage>) -> String {
    let give =
        async |State(stage): State<Arc<Stage>>, Query(trial): Query<Trial>| Json(stage.give(&trial).await);
    let router = Router::new().route("/", get(give)).with_state(stage);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}
