//! What a server needs before it starts: a passport, its trust anchor, a tenant, settings.

use crate::support::{portrait, succeed};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub const AUDIENCE: &str = "eid-issuer";
pub const REDIRECT: &str = "https://issuer.example/return";

/// Nobody is turned away for calling often, and webhooks may come home; one worker, so that a start is quick.
const SETTINGS: &str = "workers = 1\n\
    [limits]\nrequests_per_address = 1000000\nrequests_per_tenant = 1000000\n\
    [webhooks]\nallow_private = [\"127.0.0.0/8\"]\n";

pub struct Site {
    pub folder: TempDir,
    pub mrz: String,
    pub api_key: String,
    pub webhook_secret: String,
}

impl Site {
    /// A site whose passport bears obama.jpg; more arguments go to `simulate issue`. `None`, said aloud, without networks.
    pub fn prepare(issue: &[&str]) -> Option<Self> {
        let bearer = portrait("obama.jpg")?;
        if models::Networks::open(&models::Cache::open(None).unwrap()).is_err() {
            let demanded = std::env::var("CI").is_ok_and(|value| value == "true");
            assert!(!demanded, "the networks are not in the cache, and CI lets nothing be skipped");
            eprintln!("skipped: the networks are not in the cache (cargo xtask test fetches them)");
            return None;
        }
        let folder = TempDir::new().unwrap();
        let path = folder.path();
        let mut arguments =
            vec!["simulate", "issue", "--out", "passport", "--portrait", bearer.to_str().unwrap()];
        arguments.extend(issue);
        succeed(path, &arguments);
        succeed(path, &["trust", "import", "--out", "data/trust", "passport/trust/csca.cer"]);
        fs::write(path.join("serve.toml"), SETTINGS).unwrap();
        let tenant = ["--audience", AUDIENCE, "--redirect", REDIRECT, "--policy", "demo-unattended"];
        let add = ["tenant", "add", "--json", "--config", "serve.toml", "--data", "data"];
        let added = succeed(path, &[&add[..], &tenant].concat()).json();
        let secret = |name: &str| added[name].as_str().unwrap().to_owned();
        let mrz = fs::read_to_string(path.join("passport/mrz.txt")).unwrap().trim_end().to_owned();
        Some(Self { mrz, api_key: secret("api_key"), webhook_secret: secret("webhook_secret"), folder })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    pub fn database(&self) -> PathBuf {
        self.data().join("idkontroll.db")
    }

    /// The reader on which the passport lies.
    pub fn reader(&self) -> String {
        format!("sim:{}", self.path().join("passport").display())
    }
}
