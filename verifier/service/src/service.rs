//! The service: what every front end shares.

use crate::chip_progress::ChipProgresses;
use crate::clock::Moment;
use crate::config::{Config, FolderError, KeyError, Keys, Objection};
use crate::dpop::DpopGuard;
use crate::judging::{Alones, Sights, Tries, Workers};
use crate::limits::Limiter;
use crate::metrics::Metrics;
use crate::ownership;
use crate::policies::Policies;
use crate::store::{ChainReport, ControlRow, Store, StoreError};
use crate::vault::{DataKey, MasterKey};
use crate::wake::Wake;
use crate::webhook::Reachable;
use std::path::PathBuf;
use std::sync::Arc;
use thiserror::Error;
use verifier::face_networks::FaceNetworks;
use verifier::jws::{KeySet, TokenKey};
use verifier::policy::PolicyError;
use verifier::trust::TrustStore;

/// Why a service cannot be opened.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ServiceError {
    /// The settings are wrong.
    #[error("{0}")]
    Settings(Objection),
    /// A key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The data folder cannot be made.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The trust store cannot be used.
    #[error("{}: {reason}", path.display())]
    Trust {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A policy of the owner's own cannot be used.
    #[error("{}: {reason}", path.display())]
    PolicyFile {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A built-in policy cannot be read: our fault.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The data were sealed under another master key.
    #[error("the data folder was sealed under another master key: name that one in the configuration")]
    OtherMasterKey,
    /// The trust store holds specimen anchors.
    #[error("the trust store holds specimen trust anchors, which production mode refuses")]
    Specimen,
}

/// A service with its database, keys, trust anchors and networks.
pub struct Service {
    pub(crate) config: Config,
    pub(crate) public_url: String,
    pub(crate) issuer: String,
    pub(crate) store: Store,
    pub(crate) master: MasterKey,
    pub(crate) signing: TokenKey,
    pub(crate) trust: TrustStore,
    pub(crate) policies: Policies,
    pub(crate) reachable: Reachable,
    pub(crate) workers: Workers,
    pub(crate) sights: Sights,
    pub(crate) looked_at: Alones,
    pub(crate) judged: Alones,
    pub(crate) tries: Tries,
    pub(crate) wake: Wake,
    pub(crate) progress: ChipProgresses,
    pub(crate) dpop: DpopGuard,
    pub(crate) limiter: Limiter,
    pub(crate) metrics: Metrics,
    made: Vec<PathBuf>,
}

impl Service {
    /// Opens the service; with no networks at all it answers, but judges nothing.
    pub async fn open(config: Config, networks: Vec<FaceNetworks>) -> Result<Arc<Self>, ServiceError> {
        if let Some(objection) = config.objections().into_iter().next() {
            return Err(ServiceError::Settings(objection));
        }
        config.make_folder()?;
        let keys = Keys::open(&config)?;
        let (trust, policies) = (read_trust(&config)?, Policies::open(&config.policies)?);
        let store = Store::open(&config.database()).await?;
        ownership::check(&store, &keys.master).await?;
        Ok(Arc::new(Self::of(config, networks, keys, (trust, policies, store))))
    }

    fn of(
        config: Config,
        networks: Vec<FaceNetworks>,
        keys: Keys,
        (trust, policies, store): (TrustStore, Policies, Store),
    ) -> Self {
        Self {
            public_url: config.public_url(),
            issuer: config.issuer(),
            store,
            master: keys.master,
            signing: keys.signing,
            trust,
            policies,
            reachable: Reachable::of(&config.webhooks),
            workers: Workers::new(networks, config.limits.waiting),
            sights: Sights::default(),
            looked_at: Alones::default(),
            judged: Alones::default(),
            tries: Tries::default(),
            wake: Wake::new(),
            progress: ChipProgresses::default(),
            dpop: DpopGuard::new(),
            limiter: Limiter::new(&config.limits),
            metrics: Metrics::default(),
            made: keys.made,
            config,
        }
    }

    /// The key files that were made on this first start.
    pub fn made(&self) -> &[PathBuf] {
        &self.made
    }

    /// The address by which the service is reached.
    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// The public half of the key that signs results.
    pub fn result_keys(&self) -> KeySet {
        self.signing.key_set()
    }

    /// How many trust anchors there are.
    pub fn trust_anchors(&self) -> usize {
        self.trust.anchors().len()
    }

    /// Computes the chain of events again.
    pub async fn check_chain(&self) -> Result<ChainReport, StoreError> {
        self.store.check_chain().await
    }

    /// How many tenants there are.
    pub async fn tenants(&self) -> Result<i64, StoreError> {
        self.store.count_tenants().await
    }

    /// Closes the database; what is under way goes on at the next start.
    pub async fn close(&self) {
        self.store.close().await;
    }

    /// The key of a control whose data are not destroyed.
    pub(crate) fn data_key(&self, row: &ControlRow) -> Result<DataKey, crate::control::ControlError> {
        let wrapped = row.data_key.as_deref().ok_or(crate::control::ControlError::NotFound)?;
        Ok(self.master.unwrap(&row.id, wrapped)?)
    }

    pub(crate) fn now(&self) -> Moment {
        Moment::now()
    }
}

/// Without a trust store no document is believed; in production no specimen is.
fn read_trust(config: &Config) -> Result<TrustStore, ServiceError> {
    let path = config.trust_store();
    if !path.exists() {
        return Ok(TrustStore::default());
    }
    let say = |reason: String| ServiceError::Trust { path: path.clone(), reason };
    let bytes = std::fs::read(&path).map_err(|error| say(error.to_string()))?;
    let trust = TrustStore::from_bytes(&bytes).map_err(|error| say(error.to_string()))?;
    if config.production && trust.anchors().any(|anchor| anchor.is_specimen()) {
        return Err(ServiceError::Specimen);
    }
    Ok(trust)
}
