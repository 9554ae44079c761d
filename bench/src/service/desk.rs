//! A service on this disk, an issuer that orders from it, and a specimen passport whose chip was read once.

use super::Failure;
use super::line::{Answer, Line};
use super::phone::Phone;
use capture::SystemRandomness;
use capture::transport::SimulatedCard;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::lds::DataGroup1;
use emrtd::password::Password;
use emrtd::record::ChipRecord;
use emrtd::session::{ReadPlan, Selection};
use emrtd_simulator::{IssueOptions, Specimen, issue, passport_portrait};
use serde_json::{Value, json};
use service::Service;
use service::config::Config;
use service::control::{ChipEnd, NewTenant, RelayGrant};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;
use time::OffsetDateTime;
use verifier::face_networks::FaceNetworks;
use verifier::policy::Policy;
use verifier::trust::{ImportOptions, TrustStore, import};

/// As demo-unattended, but no picture is taken.
pub const CHIP_ALONE: &str = "bench-chip-alone";
/// Accepts the specimen's holder.
pub const WITH_FACE: &str = "demo-unattended";

const REDIRECT: &str = "https://issuer.example/return";

/// Shared by all who use it.
#[derive(Clone)]
pub struct Desk(Arc<Inner>);

/// What a desk has.
pub struct Inner {
    pub service: Arc<Service>,
    pub specimen: Specimen,
    pub record: ChipRecord,
    pub portrait: Vec<u8>,
    pub picture: Vec<u8>,
    line: Arc<Line>,
    mrz: String,
    api_key: String,
    orders: AtomicU64,
    folder: TempDir,
}

impl Deref for Desk {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Desk {
    /// Opens the service and issues a passport with this portrait to the person on the picture.
    pub async fn open(
        workers: Vec<FaceNetworks>,
        portrait: &[u8],
        picture: Vec<u8>,
    ) -> Result<Self, Failure> {
        let folder = tempfile::tempdir_in(Path::new(env!("CARGO_MANIFEST_DIR")).join("target"))?;
        let portrait = passport_portrait(portrait)?;
        let options = IssueOptions { portrait: Some(portrait.clone()), ..IssueOptions::default() };
        let specimen = issue(&options, &mut SystemRandomness::new())?;
        let mut config = settings(&folder, &specimen)?;
        let listening = service::listen(&mut config)?;
        let line = Arc::new(Line::new(config.listen));
        let service = Service::open(config, workers).await?;
        let api_key = service.add_tenant(issuer()).await?.api_key;
        tokio::spawn(service::serve(Arc::clone(&service), listening, std::future::pending()));
        let (record, mrz, orders) = (read(specimen.clone())?, mrz(&specimen)?, AtomicU64::new(0));
        let inner =
            Inner { service, specimen, record, portrait, picture, line, mrz, api_key, orders, folder };
        Ok(Self(Arc::new(inner)))
    }

    /// Where the service keeps its data.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    async fn issuer(&self, method: &str, path: &str, body: Value) -> Result<Answer, Failure> {
        let key = self.orders.fetch_add(1, Ordering::Relaxed).to_string();
        let bearer = format!("Bearer {}", self.api_key);
        let headers = [
            ("authorization", bearer.as_str()),
            ("idempotency-key", key.as_str()),
            ("content-type", "application/json"),
        ];
        self.line.send(method, path, &headers, body.to_string().into_bytes()).await
    }

    /// Orders a control.
    pub async fn order(&self, policy: &str) -> Result<Answer, Failure> {
        let order = json!({
            "policy": policy, "purpose": "An eID of Example Bank", "nonce": "nonce-4711", "state": "state-4711",
            "redirect": REDIRECT,
        });
        self.issuer("POST", "/v1/controls", order).await
    }

    /// A control with its phone, up to the chip session.
    pub async fn begin(&self, policy: &str) -> Result<(Phone, RelayGrant), Failure> {
        let ordered = self.order(policy).await?.expect(201)?;
        self.begin_ordered(&ordered).await
    }

    /// The phone of an ordered control claims it and opens a relay session.
    pub async fn begin_ordered(&self, ordered: &Answer) -> Result<(Phone, RelayGrant), Failure> {
        let (link, id) = (ordered.text("link")?, ordered.text("id")?);
        let mut phone = Phone::open(link, id, self.service.public_url(), Arc::clone(&self.line))?;
        let ticket = phone.draw_ticket(&self.mrz).await?;
        let grant = self.service.begin_relay(&phone.control, &ticket, "relay-key-thumbprint").await?;
        Ok((phone, grant))
    }

    /// The record comes in, and the result can be redeemed.
    pub async fn chip_alone(self, phone: Phone, grant: RelayGrant) -> Result<(), Failure> {
        self.service.end_relay(grant, self.chip_read()).await?;
        self.concluded(&phone.control, 6).await
    }

    /// The record and the picture come in, and the result can be redeemed.
    pub async fn with_face(self, mut phone: Phone, grant: RelayGrant) -> Result<(), Failure> {
        self.service.end_relay(grant, self.chip_read()).await?;
        phone.upload(&self.picture).await?.expect(200)?;
        phone.post("/conclude", json!({})).await?.expect(202)?;
        self.concluded(&phone.control, 8).await
    }

    /// What the relay brings.
    pub fn chip_read(&self) -> ChipEnd {
        ChipEnd::Read(Box::new(self.record.clone()))
    }

    /// Waits, as an issuer does, until the control has gone past this version.
    pub async fn concluded(&self, control: &str, version: u32) -> Result<(), Failure> {
        let path = format!("/v1/controls/{control}?after={version}");
        let answer = self.issuer("GET", &path, Value::Null).await?.expect(200)?;
        match answer.text("state")? {
            "concluded" => Ok(()),
            state => Err(format!("ended {state}").into()),
        }
    }

    /// Every event stands in one unbroken chain.
    pub async fn check_chain(&self) -> Result<(), Failure> {
        let report = self.service.check_chain().await?;
        match report.broken_at {
            None => {
                println!("  ({} events in one unbroken chain)", report.events);
                Ok(())
            }
            Some(at) => Err(format!("the chain is broken at {at}").into()),
        }
    }
}

fn issuer() -> NewTenant {
    NewTenant {
        audience: "eid-issuer".into(),
        name: None,
        redirects: vec![REDIRECT.into()],
        policies: vec![CHIP_ALONE.into(), WITH_FACE.into()],
    }
}

fn settings(folder: &TempDir, specimen: &Specimen) -> Result<Config, Failure> {
    let data = folder.path().join("data");
    let mut store = TrustStore::default();
    let options = ImportOptions { roots: vec![], specimen: true, at: OffsetDateTime::now_utc() };
    for anchor in specimen.trust_anchors() {
        import(&mut store, anchor, &options)?;
    }
    std::fs::create_dir_all(data.join("trust"))?;
    std::fs::write(data.join("trust/trust.store"), store.to_bytes())?;
    let policy = folder.path().join("policy.toml");
    let demo = Policy::built_in(WITH_FACE)?;
    let named = demo.text().replace(&format!("name = \"{WITH_FACE}\""), &format!("name = \"{CHIP_ALONE}\""));
    std::fs::write(&policy, named.replace("attempts = 3", "attempts = 0"))?;
    let mut config =
        Config { data, policies: vec![policy], listen: "127.0.0.1:0".parse()?, ..Config::default() };
    config.limits.requests_per_address = 1_000_000;
    config.limits.requests_per_tenant = 1_000_000;
    config.limits.connections_per_address = config.limits.connections;
    Ok(config)
}

fn read(specimen: Specimen) -> Result<ChipRecord, Failure> {
    let plan = ReadPlan {
        password: Password::Mrz(specimen.passwords().mrz()?),
        data_groups: Selection::Only(vec![DataGroup::DG1, DataGroup::DG2, DataGroup::DG14, DataGroup::DG15]),
        challenge: [7; 8],
        maximum_response: ReadPlan::SHORT_RESPONSE,
        terminal: None,
    };
    Ok(capture::read_chip(&mut SimulatedCard::new(specimen), plan, &mut |_| {})?.record)
}

fn mrz(specimen: &Specimen) -> Result<String, Failure> {
    let group = DataGroup1::parse(&specimen.files()[&ElementaryFile::DataGroup(DataGroup::DG1)])?;
    Ok(group.mrz().lines().join("\n"))
}
