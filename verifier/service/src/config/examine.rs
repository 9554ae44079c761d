//! `serve --check-config`: the settings and the files they name, without starting or making anything.

use super::keys::{examine_master, examine_signing};
use super::{Config, Objection};
use crate::policies::Policies;
use std::path::PathBuf;
use verifier::trust::TrustStore;

impl Config {
    /// Everything that would keep a server from starting.
    pub fn examine(&self) -> Vec<Objection> {
        let mut found = self.objections();
        found.extend(self.examine_folder());
        found.extend(examine_signing(self).err().map(|error| Objection(error.to_string())));
        found.extend(examine_master(self).err().map(|error| Objection(error.to_string())));
        found.extend(self.examine_made_keys());
        found.extend(self.examine_trust());
        found.extend(Policies::open(&self.policies).err().map(|error| Objection(error.to_string())));
        if let Some(tls) = &self.tls
            && let Err(reason) = crate::server::check_tls(tls)
        {
            found.push(Objection(reason));
        }
        found
    }

    /// The data folder, or the nearest one above it that is there, must be a folder.
    fn examine_folder(&self) -> Option<Objection> {
        let absolute = std::path::absolute(&self.data).unwrap_or_else(|_| self.data.clone());
        let there = absolute.ancestors().find(|path| path.symlink_metadata().is_ok())?;
        let object = |reason| Some(Objection(format!("{}: {reason}", self.data.display())));
        match there.metadata() {
            Ok(found) if !found.is_dir() => object("not a folder, or beneath what is not a folder"),
            Ok(found) if found.permissions().readonly() => object("nothing may be written there"),
            Err(_) => object("a link that leads nowhere"),
            Ok(_) => None,
        }
    }

    /// Production wants keys that were not made beside the data.
    fn examine_made_keys(&self) -> Vec<Objection> {
        let Ok(made) = self.data.join("keys").canonicalize() else { return vec![] };
        let named = [&self.signing_key, &self.master_key].into_iter().flatten();
        let inside = named.filter(|key| key.canonicalize().is_ok_and(|key| key.starts_with(&made)));
        let object = |key: &PathBuf| {
            Objection(format!("{}: made for development, which production mode refuses", key.display()))
        };
        if self.production { inside.map(object).collect() } else { vec![] }
    }

    fn examine_trust(&self) -> Option<Objection> {
        let path = self.trust_store();
        let object = |reason: String| Some(Objection(format!("{}: {reason}", path.display())));
        if !path.exists() {
            let missing = "no trust store: production mode would believe no document".to_owned();
            return self.production.then(|| object(missing)).flatten();
        }
        match std::fs::read(&path).map_err(|error| error.to_string()) {
            Err(reason) => object(reason),
            Ok(bytes) => match TrustStore::from_bytes(&bytes) {
                Err(error) => object(error.to_string()),
                Ok(trust) if self.production && trust.anchors().any(|anchor| anchor.is_specimen()) => {
                    object("holds specimen trust anchors, which production mode refuses".to_owned())
                }
                Ok(_) => None,
            },
        }
    }
}
