//! `serve --check-config`: the settings and the files they name, without starting or making anything.

use super::{Config, Keys, Objection};
use verifier::trust::TrustStore;

impl Config {
    /// Everything that would keep a server from starting.
    pub fn examine(&self) -> Vec<Objection> {
        let mut found = self.objections();
        found.extend(self.examine_keys());
        found.extend(self.examine_trust());
        if let Some(tls) = &self.tls
            && let Err(reason) = crate::server::check_tls(tls)
        {
            found.push(Objection(reason));
        }
        found
    }

    /// Named keys must be usable; keys that would be made are not made for this.
    fn examine_keys(&self) -> Option<Objection> {
        let named = self.signing_key.is_some() && self.master_key.is_some();
        let made = self.data.join("keys").is_dir();
        let open = (named || made).then(|| Keys::read(self))?;
        open.err().map(|error| Objection(error.to_string()))
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
